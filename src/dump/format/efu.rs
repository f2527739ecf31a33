//! File lists of Everything (voidtools).

use super::fields::{is_folder, size};
use super::kind::{Format, Kind, Opened, RawTimes, Row, RowPath, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use std::ops::RangeInclusive;

const COLUMNS: [&str; 5] = ["filename", "size", "date modified", "date created", "attributes"];

pub(super) const KIND: Kind = Kind {
    name: "efu",
    written_by: "Everything (voidtools); folders are skipped",
    reads: "Filename, Size, Date Modified, Date Created, Attributes [, Date Accessed]; FILETIME or ISO 8601",
    header: &COLUMNS,
    recognise: |head| {
        head.header_with(0, &COLUMNS).map(|_| "its header is that of an Everything file list".into())
    },
    open: |head, options| {
        let header = head.header_with(0, &COLUMNS).map_or_else(|| head.header(0), Ok)?;
        let columns = header.require(COLUMNS)?;
        let accessed = header.position("date accessed");
        let [path, size, modified, created, _] = columns.map(|column| header.name(column));
        let mut read = vec![("full_path", path), ("size_bytes", size)];
        read.extend(accessed.map(|column| ("atime_unix", header.name(column))));
        read.extend([("mtime_unix", modified), ("ctime_unix", created)]);
        let format = Efu {
            dialect: Dialect::csv(header.delimiter),
            times: options.times.clone(),
            field_count: header.names.len(),
            columns,
            accessed,
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

struct Efu {
    dialect: Dialect,
    times: Times,
    field_count: usize,
    columns: [usize; 5],
    accessed: Option<usize>,
}

impl Format for Efu {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let [_, _, modified, created, _] = self.columns.map(|column| fields.get(column));
        let accessed = self.accessed.map_or(&b""[..], |column| fields.get(column));
        self.times.raw([accessed, modified, created], TimeNumbers::Are(TimeUnit::Filetime))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [path, file_size, modified, created, attributes] = self.columns.map(|column| fields.get(column));
        if is_folder("Attributes", attributes)? {
            return Ok(None);
        }
        Ok(Some(Row {
            path: RowPath::Full(path),
            size_bytes: size("Size", file_size)?,
            atime_unix: match self.accessed {
                Some(column) => self.times.windows("Date Accessed", fields.get(column))?,
                None => None,
            },
            mtime_unix: self.times.windows("Date Modified", modified)?,
            ctime_unix: self.times.windows("Date Created", created)?,
            frn: None,
            file_hash: None,
        }))
    }
}
