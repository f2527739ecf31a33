//! Times of a record as they stand in it, and what numbers among them are taken for.

use super::unit::TimeUnit;

/// Times of a record as they stand in it: last access, last change, creation or change of the inode.
#[derive(Debug, Clone, Copy)]
pub struct RawTimes<'r> {
    pub(super) fields: [&'r [u8]; 3],
    pub(super) numbers: TimeNumbers,
}

/// What numbers are taken for that stand where times are.
#[derive(Debug, Clone, Copy)]
pub enum TimeNumbers {
    /// This unit.
    Are(TimeUnit),
    /// Unix times up to twelve digits, FILETIMEs from seventeen on.
    ByLength,
}

impl TimeNumbers {
    /// The unit of this number; `None` where it is taken for none.
    pub(super) fn unit_of(self, field: &[u8]) -> Option<TimeUnit> {
        match self {
            TimeNumbers::Are(unit) => Some(unit),
            TimeNumbers::ByLength => match memchr::memchr(b'.', field).unwrap_or(field.len()) {
                ..=12 => Some(TimeUnit::Seconds),
                17.. => Some(TimeUnit::Filetime),
                _ => None,
            },
        }
    }
}
