//! A tenant as transactions know it: its id, and the schema in which its data live.

use bytes::BytesMut;
use std::error::Error;
use std::fmt;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

/// What the server keeps of a name.
const NAME_BYTES: usize = 63;

/// The name of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Home {
    bytes: [u8; NAME_BYTES],
    length: usize,
}

impl Home {
    /// A name as the server has it, which is never longer; what is too long is cut, as the server would.
    pub(crate) fn new(name: &str) -> Home {
        let length =
            (0..=name.len().min(NAME_BYTES)).rev().find(|&at| name.is_char_boundary(at)).unwrap_or(0);
        let mut bytes = [0; NAME_BYTES];
        bytes[..length].copy_from_slice(&name.as_bytes()[..length]);
        Home { bytes, length }
    }

    /// The name.
    pub(crate) fn name(&self) -> &str {
        // Made of whole characters.
        std::str::from_utf8(&self.bytes[..self.length]).unwrap_or_default()
    }
}

/// Quoted, so that no name can be anything else.
impl fmt::Display for Home {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.name().replace('"', "\"\""))
    }
}

/// A tenant that was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TenantId {
    /// `tenant.tenant_id`
    pub(crate) id: Uuid,
    /// `tenant.home`
    pub(crate) home: Home,
}

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.id.fmt(f)
    }
}

/// As a parameter it is its id.
impl ToSql for TenantId {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        self.id.to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        <Uuid as ToSql>::accepts(ty)
    }

    to_sql_checked!();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kept_and_quoted() {
        let long = "x".repeat(70);
        for (name, kept) in
            [("tierload_default", "tierload_default"), (long.as_str(), &long[..63]), ("a\"b", "a\"b")]
        {
            assert_eq!(Home::new(name).name(), kept);
        }
        assert_eq!(Home::new("a\"b").to_string(), "\"a\"\"b\"");
    }
}
