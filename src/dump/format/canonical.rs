//! The canonical form, which `tierload crawl` writes: folder, name, size, unix times.

use super::facts::{FACTS, FactColumns};
use super::fields::{size, text_or_none};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use crate::dump::mark::{self, Mark};
use std::ops::RangeInclusive;

const COLUMNS: [&str; 6] = ["dir_path", "name", "size_bytes", "atime_unix", "mtime_unix", "ctime_unix"];

pub(super) const KIND: Kind = Kind {
    name: "canonical",
    written_by: "tierload crawl",
    reads: "dir_path, name, size_bytes, atime_unix, mtime_unix, ctime_unix [, frn] [, allocated_bytes] [, device] [, nlink] [, owner] [, group] [, file_hash] [, mark], in any order",
    header: &COLUMNS,
    recognise: |head| {
        head.header_with(0, &COLUMNS)
            .map(|_| "its header has dir_path, name, size_bytes and unix times".into())
    },
    open: |head, options| {
        let header = head.header_for(0, &COLUMNS)?;
        let columns = header.require(COLUMNS)?;
        let [dir, name, size, atime, mtime, ctime] = columns.map(|column| header.name(column));
        let (facts, file_hash) = (FactColumns::of(&FACTS, &header), header.position("file_hash"));
        let mark = header.position(mark::COLUMN);
        let mut read = vec![("dir_path", dir), ("name", name), ("size_bytes", size)];
        read.extend([("atime_unix", atime), ("mtime_unix", mtime), ("ctime_unix", ctime)]);
        read.extend(facts.read().map(|(field, column)| (field, header.name(column))));
        read.extend(file_hash.map(|column| ("file_hash", header.name(column))));
        let dialect = Dialect::csv(header.delimiter);
        let times = options.times.clone();
        let format =
            Canonical { dialect, times, field_count: header.names.len(), columns, facts, file_hash, mark };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

struct Canonical {
    dialect: Dialect,
    times: Times,
    field_count: usize,
    columns: [usize; 6],
    facts: FactColumns,
    file_hash: Option<usize>,
    mark: Option<usize>,
}

impl Format for Canonical {
    fn may_have_stored_paths(&self) -> bool {
        true
    }

    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let [_, _, _, times @ ..] = self.columns.map(|column| fields.get(column));
        self.times.raw(times, TimeNumbers::Are(TimeUnit::Seconds))
    }

    fn has_marks(&self) -> bool {
        self.mark.is_some()
    }

    fn mark(&self, fields: Fields<'_>) -> Result<Option<Mark>, Reject> {
        let field = self.mark.map_or(&b""[..], |column| fields.get(column));
        if field.is_empty() {
            return Ok(None);
        }
        let mark = || Reject::new("mark is none that tierload crawl writes").showing(field);
        Mark::read(field).map(Some).ok_or_else(mark)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        let [dir, name, ..] = self.columns.map(|column| fields.get(column));
        RowPath::Split { dir, name }
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [dir, _, size_bytes, atime, mtime, ctime] = self.columns.map(|column| fields.get(column));
        if dir.is_empty() {
            return Err(Reject::new("dir_path is empty").advising("write / for the root"));
        }
        let mut row = Row {
            path: self.path(fields),
            size_bytes: size("size_bytes", size_bytes)?,
            atime_unix: self.times.unix("atime_unix", atime)?,
            mtime_unix: self.times.unix("mtime_unix", mtime)?,
            ctime_unix: self.times.unix("ctime_unix", ctime)?,
            file_hash: self.file_hash.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        };
        self.facts.add_to(&mut row, fields)?;
        Ok(Some(row))
    }
}
