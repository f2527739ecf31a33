//! Results of WinDirStat 2 as CSV (`CsvLoader.cpp` there). The names of its columns are in the language of the machine but for
//! the program's own, `WinDirStat Attributes`, so columns go by position. Times are in UTC. Its index of a file is not read: it is
//! a file reference number or a record's, by how the volume was read.

use super::facts::{allocated, principal};
use super::fields::size;
use super::head::{Head, Header};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::principal::Principal;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

const PATH: usize = 0;
const SIZE: usize = 3;
const ALLOCATED: usize = 4;
const MODIFIED: usize = 6;
const KIND_OF_ITEM: usize = 7;

/// Later versions have the index of a file there; after it, or in its place, stands the owner where WinDirStat shows one.
const INDEX: usize = 8;

pub(super) const KIND: Kind = Kind {
    name: "windirstat",
    written_by: "WinDirStat 2 (any language), results saved as CSV; folders, drives and free space are skipped",
    reads: "columns 1, 4, 5 and 7 as path, size, allocated bytes and change in UTC [, the last as owner]",
    header: &[],
    recognise: |head| of_head(head).map(|_| "its header has a column WinDirStat ...".into()),
    open: |head, options| {
        let header = of_head(head).ok_or("its eighth column is not that of WinDirStat's own attributes")?;
        let dialect = Dialect::csv(header.delimiter);
        let has_index = head.most_records(header.end, dialect, |fields| is_index(fields.get(INDEX)));
        let first_others = if has_index { INDEX + 1 } else { INDEX };
        let owner = match header.names.len().checked_sub(first_others) {
            Some(0) => None,
            Some(1) => Some(first_others),
            _ => {
                return Err(format!(
                    "the header has {} columns, which WinDirStat does not write",
                    header.names.len()
                ));
            }
        };
        let mut read = vec![("full_path", PATH), ("size_bytes", SIZE), ("allocated_bytes", ALLOCATED)];
        read.push(("mtime_unix", MODIFIED));
        read.extend(owner.map(|column| ("owner", column)));
        let columns = read.into_iter().map(|(field, column)| (field, header.name(column))).collect();
        let (field_count, times) = (header.names.len(), options.times.clone());
        let format = WinDirStat { dialect, field_count, has_index, owner, times };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns })
    },
};

fn of_head(head: &Head<'_>) -> Option<Header> {
    let header = head.header(0).ok()?;
    header.names.get(KIND_OF_ITEM).is_some_and(|name| name.starts_with("WinDirStat ")).then_some(header)
}

/// `0x` and 16 digits.
fn is_index(field: &[u8]) -> bool {
    field.len() == 18 && hex(field).is_some()
}

struct WinDirStat {
    dialect: Dialect,
    field_count: usize,
    has_index: bool,
    owner: Option<usize>,
    times: Times,
}

/// `0x` and digits.
fn hex(field: &[u8]) -> Option<u64> {
    u64::from_str_radix(std::str::from_utf8(field.strip_prefix(b"0x")?).ok()?, 16).ok()
}

/// Whether an item is a file. The computer, drives and folders are none; nor are free and unknown space.
fn is_file(field: &[u8]) -> Result<bool, Reject> {
    const KINDS: u64 = 0x3F;
    match hex(field).map(|bits| bits & KINDS) {
        Some(0x08) => Ok(true),
        Some(0x01 | 0x02 | 0x04 | 0x10 | 0x20) => Ok(false),
        _ => Err(Reject::of_value("WinDirStat's attributes are none of a file or folder").showing(field)),
    }
}

impl Format for WinDirStat {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    /// Later versions write a line end before each record, and so none after the last one. Its index has a fixed width, and
    /// its owner stands in quotes.
    fn ends_whole(&self, fields: Fields<'_>) -> bool {
        fields.len() == self.field_count
            && self.has_index
            && is_index(fields.get(INDEX))
            && (self.owner.is_none() || fields.raw().ends_with(b"\""))
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(PATH))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        if !is_file(fields.get(KIND_OF_ITEM))? {
            return Ok(None);
        }
        let path = fields.get(PATH);
        if !SourceType::guess(path).backslash_separates() {
            return Err(Reject::of_no_file("the path is none of a drive or a server").showing(path));
        }
        let owner = self.owner.map_or(&b""[..], |column| fields.get(column));
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("Logical Size", fields.get(SIZE))?,
            allocated_bytes: allocated("Physical Size", fields.get(ALLOCATED))?,
            mtime_unix: self.times.utc("Last Change", fields.get(MODIFIED))?,
            owner: principal(owner, Principal::User),
            ..Row::default()
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_of_items() {
        for (bits, expected) in [
            ("0x00000008", Some(true)),
            ("0x80000008", Some(true)),
            ("0x00000004", Some(false)),
            ("0x0002", Some(false)),
        ] {
            assert_eq!(is_file(bits.as_bytes()).ok(), expected, "{bits}");
        }
        for bad in ["", "8", "0x", "0x0000000C", "0x00000040", "0x8 "] {
            assert!(is_file(bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
