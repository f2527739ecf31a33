//! The schema plan's export form: one path column, ISO 8601 times.

use super::facts::FactColumns;
use super::fields::{size, text_or_none};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use std::ops::RangeInclusive;

const COLUMNS: [&str; 4] = ["file_path", "file_size", "last_modified", "last_accessed"];

pub(super) const KIND: Kind = Kind {
    name: "export",
    written_by: "agents, by the schema plan",
    reads: "file_path, file_size, last_modified, last_accessed [, owner] [, group] [, hash]; ISO 8601 times; no creation time",
    header: &COLUMNS,
    recognise: |head| {
        head.header_with(0, &COLUMNS).map(|_| "its header has file_path, file_size and last_modified".into())
    },
    open: |head, options| {
        let header = head.header_for(0, &COLUMNS)?;
        let columns = header.require(COLUMNS)?;
        let [path, size, modified, accessed] = columns.map(|column| header.name(column));
        let hash = header.position("hash");
        let facts = FactColumns::of(&["owner", "group"], &header);
        let mut read = vec![("full_path", path), ("size_bytes", size)];
        read.extend([("atime_unix", accessed), ("mtime_unix", modified)]);
        read.extend(facts.read().map(|(field, column)| (field, header.name(column))));
        read.extend(hash.map(|column| ("file_hash", header.name(column))));
        let dialect = Dialect::csv(header.delimiter);
        let times = options.times.clone();
        let format = Export { dialect, times, field_count: header.names.len(), columns, facts, hash };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

struct Export {
    dialect: Dialect,
    times: Times,
    field_count: usize,
    columns: [usize; 4],
    facts: FactColumns,
    hash: Option<usize>,
}

impl Format for Export {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.columns[0]))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [_, file_size, modified, accessed] = self.columns.map(|column| fields.get(column));
        let mut row = Row {
            path: self.path(fields),
            size_bytes: size("file_size", file_size)?,
            atime_unix: self.times.local("last_accessed", accessed)?,
            mtime_unix: self.times.local("last_modified", modified)?,
            file_hash: self.hash.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        };
        self.facts.add_to(&mut row, fields)?;
        Ok(Some(row))
    }
}
