//! pwalk, the parallel walk of HPC sites: headerless unless asked, folders among the files, names of any bytes.

use super::facts::{blocks, device, nlink, numbered};
use super::fields::{frn, integer, not_a, size};
use super::head::Head;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::principal::Principal;
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

const HEADER: [&str; 6] = ["inode", "parent-inode", "directory-depth", "filename", "st_size", "st_mode"];

pub(super) const KIND: Kind = Kind {
    name: "pwalk",
    written_by: "pwalk (with or without --header; 17 columns, or 16 before 2017)",
    reads: "filename, st_size, st_atime, st_mtime, st_ctime, st_mode (folders are skipped), inode as frn, st_blocks (512 bytes each), st_dev, st_nlink, UID, GID",
    header: &HEADER,
    recognise: |head| {
        if head.header_with(0, &HEADER).is_some() {
            return Some("its header is pwalk's".into());
        }
        let columns = headerless_columns(head)?;
        Some(format!(
            "no header; {columns} columns with an inode, a quoted path and an octal mode, as pwalk writes them"
        ))
    },
    open: |head, options| {
        let (columns, header_bytes) = match head.header_with(0, &HEADER) {
            Some(header) => (header.names.len(), header.end),
            None => (headerless_columns(head).unwrap_or(17), 0),
        };
        if !matches!(columns, 16 | 17) {
            return Err(format!("it has {columns} columns where pwalk writes 17, or 16 before 2017"));
        }
        let mut read = vec![
            ("full_path", "filename"),
            ("size_bytes", "st_size"),
            ("atime_unix", "st_atime"),
            ("mtime_unix", "st_mtime"),
            ("ctime_unix", "st_ctime"),
            ("allocated_bytes", "st_blocks"),
            ("frn", "inode"),
            ("nlink", "st_nlink"),
            ("owner", "UID"),
            ("group", "GID"),
        ];
        read.extend((columns == 17).then_some(("device", "st_dev")));
        Ok(Opened {
            format: Box::new(Pwalk { st_dev: columns - 16, times: options.times.clone() }),
            header_bytes,
            columns: read.into_iter().map(|(field, column)| (field, column.to_string())).collect(),
        })
    },
};

/// 17 or 16, when most of the first records have that many and what pwalk has in them.
fn headerless_columns(head: &Head<'_>) -> Option<usize> {
    [17, 16].into_iter().find(|&columns| {
        let pwalk = Pwalk { st_dev: columns - 16, times: Times::default() };
        head.most_records(0, Dialect::CSV, |fields| {
            fields.len() == columns && fields.get(3).starts_with(b"/") && pwalk.row(fields).is_ok()
        })
    })
}

struct Pwalk {
    /// 1 where there is a column st_dev, which all columns after it move by.
    st_dev: usize,
    times: Times,
}

impl Format for Pwalk {
    fn field_count(&self) -> RangeInclusive<usize> {
        16 + self.st_dev..=16 + self.st_dev
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let times = [11, 12, 13].map(|column| fields.get(column + self.st_dev));
        self.times.raw(times, TimeNumbers::Are(TimeUnit::Seconds))
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(3))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let path = fields.get(3);
        // Whole records have pairs of quotes; in a damaged one the quote before the path may be lost.
        if memchr::memchr(b'"', path).is_some() && memchr::memchr_iter(b'"', fields.raw()).count() % 2 == 1 {
            return Err(Reject::new("filename has a quote that nothing opens"));
        }
        let late = |column: usize| fields.get(column + self.st_dev);
        for (name, field) in [("parent-inode", fields.get(1)), ("pw_dirsum", late(15))] {
            // Not needed, but numbers in every whole record.
            integer(field).ok_or_else(|| not_a("a number", name, field))?;
        }
        if is_directory(late(10))? {
            return Ok(None);
        }
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("st_size", fields.get(7))?,
            atime_unix: self.times.unix("st_atime", late(11))?,
            mtime_unix: self.times.unix("st_mtime", late(12))?,
            ctime_unix: self.times.unix("st_ctime", late(13))?,
            allocated_bytes: blocks("st_blocks", late(8))?,
            frn: frn("inode", fields.get(0))?,
            device: if self.st_dev == 1 { device("st_dev", fields.get(8))? } else { None },
            nlink: nlink("st_nlink", late(9))?,
            owner: numbered("UID", fields.get(5), Principal::User)?,
            group: numbered("GID", fields.get(6), Principal::Group)?,
            ..Row::default()
        }))
    }
}

/// `0040755`: the type of the file stands above the twelve bits of its permissions.
fn is_directory(mode: &[u8]) -> Result<bool, Reject> {
    const S_IFMT: u32 = 0o170_000;
    const S_IFDIR: u32 = 0o040_000;
    let bits = std::str::from_utf8(mode).ok().and_then(|mode| u32::from_str_radix(mode, 8).ok());
    match bits {
        Some(bits) if mode.starts_with(b"0") => Ok(bits & S_IFMT == S_IFDIR),
        _ => Err(not_a("an octal mode", "st_mode", mode)),
    }
}
