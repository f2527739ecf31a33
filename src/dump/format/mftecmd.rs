//! MFTECmd's CSV of an NTFS master file table.

use super::facts::nlink;
use super::fields::{boolean, integer, not_a, size};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

const COLUMNS: [&str; 11] = [
    "entrynumber",
    "sequencenumber",
    "inuse",
    "parentpath",
    "filename",
    "filesize",
    "isdirectory",
    "isads",
    "lastaccess0x10",
    "lastmodified0x10",
    "created0x10",
];

pub(super) const KIND: Kind = Kind {
    name: "mftecmd",
    written_by: "MFTECmd of $MFT; entries not in use, folders, streams and 8.3 names are skipped",
    reads: "ParentPath, FileName, FileSize, the 0x10 times (UTC), sequence and entry number as frn [, ReferenceCount as nlink]",
    header: &COLUMNS,
    recognise: |head| head.header_with(0, &COLUMNS).map(|_| "its header is MFTECmd's".into()),
    open: |head, options| {
        let header = head.header_for(0, &COLUMNS)?;
        let columns = header.require(COLUMNS)?;
        let [entry, sequence, _, dir, name, size, _, _, accessed, modified, created] =
            columns.map(|column| header.name(column));
        let reference_count = header.position("referencecount");
        let mut read = vec![
            ("dir_path", dir),
            ("name", name),
            ("size_bytes", size),
            ("atime_unix", accessed),
            ("mtime_unix", modified),
            ("ctime_unix", created),
            ("frn", format!("{sequence} and {entry}")),
        ];
        read.extend(reference_count.map(|column| ("nlink", header.name(column))));
        let format = Mftecmd {
            dialect: Dialect::csv(header.delimiter),
            times: options.times.clone(),
            field_count: header.names.len(),
            columns,
            reference_count,
            name_type: header.position("nametype"),
        };
        Ok(Opened { format: Box::new(format), header_bytes: header.end, columns: read })
    },
};

struct Mftecmd {
    dialect: Dialect,
    times: Times,
    field_count: usize,
    columns: [usize; 11],
    /// Names of the file, where `GetReferenceCount` in MFTECmd's `ExtensionMethods.cs` leaves out those of 8.3.
    reference_count: Option<usize>,
    name_type: Option<usize>,
}

impl Format for Mftecmd {
    fn dialect(&self) -> Dialect {
        self.dialect
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Ntfs)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        let [_, _, _, dir, name, ..] = self.columns.map(|column| fields.get(column));
        RowPath::Split { dir, name }
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [entry, sequence, in_use, _, _, file_size, is_directory, is_ads, accessed, modified, created] =
            self.columns.map(|column| fields.get(column));
        let in_use = boolean("InUse", in_use)?;
        // `--sn` lists the 8.3 name of a file beside its long one: the same link twice.
        let is_short_name = self.name_type.is_some_and(|column| fields.get(column) == b"Dos");
        let is_file = !boolean("IsDirectory", is_directory)? && !boolean("IsAds", is_ads)?;
        if !in_use || !is_file || is_short_name {
            return Ok(None);
        }
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes: size("FileSize", file_size)?,
            atime_unix: self.times.utc("LastAccess0x10", accessed)?,
            mtime_unix: self.times.utc("LastModified0x10", modified)?,
            ctime_unix: self.times.utc("Created0x10", created)?,
            frn: Some(reference(sequence, entry)?),
            nlink: self
                .reference_count
                .map_or(Ok(None), |column| nlink("ReferenceCount", fields.get(column)))?,
            ..Row::default()
        }))
    }
}

/// An NTFS file reference: 16 bits of sequence number above 48 bits of entry number.
fn reference(sequence: &[u8], entry: &[u8]) -> Result<i64, Reject> {
    let within = |field: &[u8], bits: u32| integer(field).filter(|number| (0..1 << bits).contains(number));
    let sequence =
        within(sequence, 16).ok_or_else(|| not_a("a 16-bit number", "SequenceNumber", sequence))?;
    let entry = within(entry, 48).ok_or_else(|| not_a("a 48-bit number", "EntryNumber", entry))?;
    Ok(sequence << 48 | entry)
}
