//! What stands among the records of a dump and is none. Marks in dumps of `tierload crawl`: records of a column of their own, which
//! say when the walk began, what it could not read or left out, and that it came to its end. For everybody else they are records
//! without a name or without a size.
//!
//! ```text
//! /r,,,,...,begin 2026-05-01T01:00:00.123456Z     the first record
//! /r/a,,,,...,unread                              nothing is known of what lies in /r/a
//! /r/b,x,,,...,unread                             /r/b/x is there
//! /r/c,,,,...,excluded                            somebody chose not to walk /r/c: nothing is known of what lies there
//! /r/b,y,,,...,excluded                           nor of /r/b/y
//! /r,,,,...,end files=2 sum=0123456789abcdef      the last one
//! ```

use jiff::Timestamp;
use std::fmt;
use xxhash_rust::xxh3::xxh3_64;

/// The name of the column.
pub(crate) const COLUMN: &str = "mark";

/// What a mark says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// When the walk began.
    Begin(Timestamp),
    /// A file that could not be looked at, or a folder that could not be read.
    Unread,
    /// A file, or a folder with all below it, that the walk was to leave out.
    Excluded,
    /// The walk came to its end.
    End(EndMark),
    /// The end of a list whose program writes no numbers there.
    Closing,
}

/// What stands before the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndMark {
    /// Records of files.
    pub files: u64,
    /// The [`record_sum`] of all records before.
    pub sum: u64,
}

/// What a record adds to the sum of a dump, without what ends it. The sum is modulo 2^64: the order does not matter.
pub fn record_sum(record: &[u8]) -> u64 {
    xxh3_64(record)
}

impl Mark {
    /// Reads the field of a mark; None where it is none.
    pub(crate) fn read(field: &[u8]) -> Option<Mark> {
        let text = std::str::from_utf8(field).ok()?;
        match text {
            "unread" => return Some(Mark::Unread),
            "excluded" => return Some(Mark::Excluded),
            _ => {}
        }
        if let Some(began) = text.strip_prefix("begin ") {
            return began.parse().ok().map(Mark::Begin);
        }
        let (files, sum) = text.strip_prefix("end files=")?.split_once(" sum=")?;
        let sum = u64::from_str_radix(sum, 16).ok().filter(|_| sum.len() == 16)?;
        Some(Mark::End(EndMark { files: files.parse().ok()?, sum }))
    }
}

/// As it stands in the field.
impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mark::Begin(began) => write!(f, "begin {began:.6}"),
            Mark::Unread => f.write_str("unread"),
            Mark::Excluded => f.write_str("excluded"),
            Mark::Closing => f.write_str("end"),
            Mark::End(EndMark { files, sum }) => write!(f, "end files={files} sum={sum:016x}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Dumps that were written hold these sums: the hash stays the one it is.
    #[test]
    fn a_record_adds_its_xxh3() {
        assert_eq!(record_sum(b""), 0x2d06_8005_38d3_94c2);
        assert_ne!(record_sum(b"/a,x,1"), record_sum(b"/a,x,2"));
    }

    #[test]
    fn marks_are_read_as_they_are_written() {
        let began = Timestamp::from_microsecond(1_777_593_600_000_001).unwrap();
        for mark in [
            Mark::Begin(began),
            Mark::Unread,
            Mark::Excluded,
            Mark::End(EndMark { files: 0, sum: 0 }),
            Mark::End(EndMark { files: u64::MAX, sum: u64::MAX }),
        ] {
            assert_eq!(Mark::read(mark.to_string().as_bytes()), Some(mark));
        }
        assert_eq!(Mark::Begin(began).to_string(), "begin 2026-05-01T00:00:00.000001Z");
        for other in [
            "",
            "begin",
            "begin now",
            "end",
            "end files=1",
            "end files=1 sum=1",
            "end files=-1 sum=0123456789abcdef",
            "read",
        ] {
            assert_eq!(Mark::read(other.as_bytes()), None, "{other}");
        }
    }
}
