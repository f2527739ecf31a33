//! Whom a file belongs to.

use std::borrow::Cow;

/// An owner or a group, as a dump says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Principal<'r> {
    /// The number of a user.
    User(u32),
    /// The number of a group.
    Group(u32),
    /// A SID, a name, or a number in its stored form.
    Named(&'r [u8]),
}

impl<'r> Principal<'r> {
    /// The bytes that are stored: `uid:1000`, `gid:100`, `S-1-5-32-544`, `ann`.
    pub fn bytes(self) -> Cow<'r, [u8]> {
        match self {
            Principal::User(number) => Cow::Owned(format!("uid:{number}").into_bytes()),
            Principal::Group(number) => Cow::Owned(format!("gid:{number}").into_bytes()),
            Principal::Named(name) => Cow::Borrowed(name),
        }
    }
}
