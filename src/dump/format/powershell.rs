//! PowerShell: `Get-ChildItem -Recurse | Select-Object FullName, Length, ... | Export-Csv`, whatever was selected.

use super::facts::FactColumns;
use super::fields::{boolean, is_folder, size, text_or_none};
use super::head::Head;
use super::head::Header;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use std::ops::RangeInclusive;

const COLUMNS: [&str; 2] = ["fullname", "length"];

pub(super) const KIND: Kind = Kind {
    name: "powershell",
    written_by: "PowerShell, Get-ChildItem ... | Export-Csv; folders are skipped",
    reads: "FullName, Length [, LastAccessTime[Utc]] [, LastWriteTime[Utc]] [, CreationTime[Utc]] [, Attributes, Mode or PSIsContainer] [, Owner] [, Group] [, Hash]",
    header: &COLUMNS,
    recognise: |head| {
        let from = after_type(head);
        head.header_with(from, &COLUMNS)?;
        Some(if from > 0 { "it begins with #TYPE" } else { "its header has FullName and Length" }.into())
    },
    open: |head, options| {
        let from = after_type(head);
        let header = head.header_for(from, &COLUMNS)?;
        let [path, length] = header.require(COLUMNS)?;
        let times =
            ["lastaccesstime", "lastwritetime", "creationtime"].map(|name| TimeColumn::of(&header, name));
        let hash = header.position("hash");
        let facts = FactColumns::of(&["owner", "group"], &header);
        let mut read = vec![("full_path", header.name(path)), ("size_bytes", header.name(length))];
        for (field, time) in ["atime_unix", "mtime_unix", "ctime_unix"].into_iter().zip(&times) {
            read.extend(time.as_ref().map(|time| (field, time.name.clone())));
        }
        read.extend(facts.read().map(|(field, column)| (field, header.name(column))));
        read.extend(hash.map(|column| ("file_hash", header.name(column))));
        let format = PowerShell {
            dialect: Dialect::csv(header.delimiter),
            settings: options.times.clone(),
            field_count: header.names.len(),
            path,
            length,
            times,
            facts,
            hash,
            folder: FolderColumn::of(&header),
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

/// Windows PowerShell begins with `#TYPE Selected.System.IO.FileInfo`.
fn after_type(head: &Head<'_>) -> usize {
    if head.line(0).starts_with(b"#TYPE ") { head.after_line(0) } else { 0 }
}

struct TimeColumn {
    name: String,
    column: usize,
    utc: bool,
}

impl TimeColumn {
    /// The column in UTC where there is one: it needs no time zone.
    fn of(header: &Header, name: &str) -> Option<TimeColumn> {
        let utc = header.position(&format!("{name}utc"));
        let column = utc.or_else(|| header.position(name))?;
        Some(TimeColumn { name: header.name(column), column, utc: utc.is_some() })
    }

    fn read(&self, times: &Times, field: &[u8]) -> Result<Option<i64>, Reject> {
        if self.utc { times.utc(&self.name, field) } else { times.local(&self.name, field) }
    }
}

/// Where a record says that it is a folder's. Without any of them, a folder is what has no length.
enum FolderColumn {
    Attributes(usize),
    IsContainer(usize),
    Mode(usize),
    NoLength,
}

impl FolderColumn {
    fn of(header: &Header) -> FolderColumn {
        let attributes = header.position("attributes").map(FolderColumn::Attributes);
        attributes
            .or_else(|| header.position("psiscontainer").map(FolderColumn::IsContainer))
            .or_else(|| header.position("mode").map(FolderColumn::Mode))
            .unwrap_or(FolderColumn::NoLength)
    }

    fn is_folder(&self, fields: Fields<'_>, length: &[u8]) -> Result<bool, Reject> {
        match *self {
            FolderColumn::Attributes(column) => match fields.get(column) {
                bits @ [b'0'..=b'9', ..] => is_folder("Attributes", bits),
                words => Ok(words.split(|&byte| byte == b',').any(|word| word.trim_ascii() == b"Directory")),
            },
            FolderColumn::IsContainer(column) => boolean("PSIsContainer", fields.get(column)),
            FolderColumn::Mode(column) => Ok(fields.get(column).starts_with(b"d")),
            FolderColumn::NoLength => Ok(length.is_empty()),
        }
    }
}

struct PowerShell {
    dialect: Dialect,
    settings: Times,
    field_count: usize,
    path: usize,
    length: usize,
    /// Last access, last change, creation.
    times: [Option<TimeColumn>; 3],
    facts: FactColumns,
    hash: Option<usize>,
    folder: FolderColumn,
}

impl Format for PowerShell {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.path))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let length = fields.get(self.length);
        if self.folder.is_folder(fields, length)? {
            return Ok(None);
        }
        let time = |column: &Option<TimeColumn>| match column {
            Some(column) => column.read(&self.settings, fields.get(column.column)),
            None => Ok(None),
        };
        let [accessed, written, created] = &self.times;
        let mut row = Row {
            path: self.path(fields),
            size_bytes: size("Length", length)?,
            atime_unix: time(accessed)?,
            mtime_unix: time(written)?,
            ctime_unix: time(created)?,
            file_hash: self.hash.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        };
        self.facts.add_to(&mut row, fields)?;
        Ok(Some(row))
    }
}
