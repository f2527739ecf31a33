//! File lists of Everything (voidtools).

use super::fields::{is_folder, size};
use super::head::{Head, Header};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::times::Times;
use super::unit::TimeUnit;
use crate::dump::input::{Dialect, Fields};
use std::ops::{ControlFlow, RangeInclusive};

const COLUMNS: [&str; 5] = ["filename", "size", "date modified", "date created", "attributes"];

/// Everything makes lists without the others, too.
const NEEDED: [&str; 2] = ["filename", "size"];

const ACCESSED: &str = "date accessed";

pub(super) const KIND: Kind = Kind {
    name: "efu",
    written_by: "Everything (voidtools); folders are skipped",
    reads: "Filename, Size [, Date Modified] [, Date Created] [, Date Accessed] [, Attributes]; FILETIME or ISO 8601",
    header: &COLUMNS,
    recognise: |head| {
        if head.header_with(0, &COLUMNS).is_some() {
            return Some("its header is that of an Everything file list".into());
        }
        // Lists with fewer columns are told by their paths: many a CSV has a file name and a size.
        let header = head.header_with(0, &NEEDED)?;
        let is_column =
            |name: &String| COLUMNS.iter().chain(&[ACCESSED]).any(|known| name.eq_ignore_ascii_case(known));
        let path = header.position(NEEDED[0])?;
        let has_path = |fields: Fields<'_>| is_windows_path(fields.get(path));
        (header.names.iter().all(is_column)
            && head.most_records(header.end, Dialect::csv(header.delimiter), has_path))
        .then(|| "its header and its paths are those of an Everything file list".into())
    },
    open: |head, options| {
        let header = head.header_for(0, &NEEDED)?;
        let [path, size] = header.require(NEEDED)?;
        let times = [ACCESSED, "date modified", "date created"].map(|name| header.position(name));
        let mut read = vec![("full_path", header.name(path)), ("size_bytes", header.name(size))];
        for (field, column) in ["atime_unix", "mtime_unix", "ctime_unix"].into_iter().zip(times) {
            read.extend(column.map(|column| (field, header.name(column))));
        }
        let attributes = header.position("attributes");
        let dialect = Dialect::csv(header.delimiter);
        if attributes.is_none() && !options.folders_as_files && !marks_folders(head, &header, path) {
            return Err("it has no column Attributes, and none of its first paths ends with a separator: nothing tells its \
                        folders; export it with Attributes, or list files alone (file:) and say --folders-as-files"
                .into());
        }
        let format = Efu {
            dialect,
            settings: options.times.clone(),
            field_count: header.names.len(),
            path,
            size,
            times,
            attributes,
            folders_as_files: options.folders_as_files,
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

/// Whether a folder is among the first paths, with a separator at its end.
fn marks_folders(head: &Head<'_>, header: &Header, path: usize) -> bool {
    let mut found = false;
    head.for_each_record(header.end, Dialect::csv(header.delimiter), |fields| {
        found = fields.is_ok_and(|fields| fields.get(path).ends_with(br"\"));
        if found { ControlFlow::Break(()) } else { ControlFlow::Continue(true) }
    });
    found
}

/// `C:\a` and `\\nas\a`.
fn is_windows_path(path: &[u8]) -> bool {
    path.starts_with(br"\\") || matches!(path, [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic())
}

struct Efu {
    dialect: Dialect,
    settings: Times,
    field_count: usize,
    path: usize,
    size: usize,
    /// Last access, last change, creation.
    times: [Option<usize>; 3],
    attributes: Option<usize>,
    folders_as_files: bool,
}

impl Format for Efu {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn raw_times<'r>(&self, fields: Fields<'r>) -> Option<RawTimes<'r>> {
        let times = self.times.map(|column| column.map_or(&b""[..], |column| fields.get(column)));
        self.settings.raw(times, TimeNumbers::Are(TimeUnit::Filetime))
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.path))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let path = fields.get(self.path);
        let attributes = self.attributes.map_or(&b""[..], |column| fields.get(column));
        // A list without attributes has a separator at the end of its folders.
        if path.ends_with(br"\") || (!attributes.is_empty() && is_folder("Attributes", attributes)?) {
            return Ok(None);
        }
        if self.attributes.is_some() && attributes.is_empty() && !self.folders_as_files {
            return Err(Reject::of_value("Attributes is empty, and nothing else tells a folder from a file")
                .advising("--folders-as-files loads it as a file"));
        }
        let time = |name, column: Option<usize>| match column {
            Some(column) => self.settings.windows(name, fields.get(column)),
            None => Ok(None),
        };
        let [accessed, modified, created] = self.times;
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("Size", fields.get(self.size))?,
            atime_unix: time("Date Accessed", accessed)?,
            mtime_unix: time("Date Modified", modified)?,
            ctime_unix: time("Date Created", created)?,
            ..Row::default()
        }))
    }
}
