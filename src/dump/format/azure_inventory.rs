//! Azure Storage blob inventory as CSV. Which fields it has is chosen in its rule; names are `container/blob`, as
//! "Calculate blob count and total size per container using Azure Storage inventory" on learn.microsoft.com takes them.

use super::facts::FactColumns;
use super::fields::{boolean, size, text_or_none};
use super::head::Header;
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::object_path;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

/// Names for the size; the service writes the first.
const SIZES: [&str; 2] = ["content-length", "blobsize"];

/// Of these no other program's lists have one beside a size of that name.
const OWN: [&str; 7] = [
    "creation-time",
    "last-modified",
    "blobtype",
    "accesstier",
    "hdi_isfolder",
    "iscurrentversion",
    "lastaccesstime",
];

pub(super) const KIND: Kind = Kind {
    name: "azure-inventory",
    written_by: "Azure Storage blob inventory as CSV; folders, snapshots, deleted blobs and versions that are not current are skipped",
    reads: "Name, Content-Length [, Last-Modified] [, LastAccessTime] [, Creation-Time] [, Content-MD5 as hash] [, Owner] [, Group] [, hdi_isfolder] [, Snapshot] [, VersionId] [, IsCurrentVersion] [, Deleted]",
    header: &["name", "content-length", "last-modified"],
    recognise: |head| {
        let header = SIZES.iter().find_map(|size| head.header_with(0, &["name", size]))?;
        OWN.iter()
            .any(|name| header.position(name).is_some())
            .then(|| "its header is that of an Azure blob inventory".into())
    },
    open: |head, options| {
        let header = head.header_for(0, &["name", SIZES[0]])?;
        let size_name = SIZES.into_iter().find(|name| header.position(name).is_some()).unwrap_or(SIZES[0]);
        let [name, size] = header.require(["name", size_name])?;
        let times =
            ["lastaccesstime", "last-modified", "creation-time"].map(|name| TimeColumn::of(&header, name));
        let facts = FactColumns::of(&["owner", "group"], &header);
        let hash = header.position("content-md5");
        let mut read = vec![("full_path", header.name(name)), ("size_bytes", header.name(size))];
        for (field, column) in ["atime_unix", "mtime_unix", "ctime_unix"].into_iter().zip(&times) {
            read.extend(column.as_ref().map(|column| (field, column.name.clone())));
        }
        read.extend(facts.read().map(|(field, column)| (field, header.name(column))));
        read.extend(hash.map(|column| ("file_hash", header.name(column))));
        let (version, is_current) = (header.position("versionid"), header.position("iscurrentversion"));
        if version.is_some() != is_current.is_some() {
            return Err("it takes both VersionId and IsCurrentVersion to tell current blobs from older ones: add the other \
                        one to the fields of the inventory"
                .into());
        }
        let format = AzureInventory {
            dialect: Dialect::csv(header.delimiter),
            settings: options.times.clone(),
            field_count: header.names.len(),
            name,
            size,
            times,
            facts,
            hash,
            is_folder: header.position("hdi_isfolder"),
            snapshot: header.position("snapshot"),
            version,
            is_current,
            deleted: header.position("deleted"),
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

struct TimeColumn {
    name: String,
    column: usize,
}

impl TimeColumn {
    fn of(header: &Header, name: &str) -> Option<TimeColumn> {
        header.position(name).map(|column| TimeColumn { name: header.name(column), column })
    }
}

struct AzureInventory {
    dialect: Dialect,
    settings: Times,
    field_count: usize,
    name: usize,
    size: usize,
    /// Last access, last change, creation.
    times: [Option<TimeColumn>; 3],
    facts: FactColumns,
    hash: Option<usize>,
    is_folder: Option<usize>,
    snapshot: Option<usize>,
    version: Option<usize>,
    is_current: Option<usize>,
    deleted: Option<usize>,
}

impl AzureInventory {
    /// Whether the record is of a blob as it is now.
    fn is_present(&self, fields: Fields<'_>) -> Result<bool, Reject> {
        let has = |column: Option<usize>| column.is_some_and(|column| !fields.get(column).is_empty());
        if has(self.snapshot) || flag("Deleted", self.deleted, fields)? == Some(true) {
            return Ok(false);
        }
        // A blob from before versions were kept has no version, and is current.
        let is_current = flag("IsCurrentVersion", self.is_current, fields)?;
        Ok(is_current.unwrap_or(!has(self.version)))
    }
}

/// True, false, or nothing.
fn flag(name: &str, column: Option<usize>, fields: Fields<'_>) -> Result<Option<bool>, Reject> {
    let field = column.map_or(&b""[..], |column| fields.get(column));
    text_or_none(field).map(|field| boolean(name, field)).transpose()
}

impl Format for AzureInventory {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.name))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        if !self.is_present(fields)? || flag("hdi_isfolder", self.is_folder, fields)? == Some(true) {
            return Ok(None);
        }
        let (name, size_bytes) = (fields.get(self.name), size("Content-Length", fields.get(self.size))?);
        if size_bytes == 0 && name.ends_with(b"/") {
            return Ok(None);
        }
        object_path::check(name)?;
        let time = |column: &Option<TimeColumn>| match column {
            Some(column) => self.settings.utc(&column.name, fields.get(column.column)),
            None => Ok(None),
        };
        let [accessed, modified, created] = &self.times;
        let mut row = Row {
            path: self.path(fields),
            size_bytes,
            atime_unix: time(accessed)?,
            mtime_unix: time(modified)?,
            ctime_unix: time(created)?,
            file_hash: self.hash.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        };
        self.facts.add_to(&mut row, fields)?;
        Ok(Some(row))
    }
}
