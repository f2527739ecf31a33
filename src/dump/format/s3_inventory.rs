//! Data files of S3 Inventory. They have no header: their manifest says what their columns are.
//!
//! Keys are encoded as in forms, a space as `+` and a plus as `%2B`: "Amazon S3 Inventory list" in the S3 User Guide says that
//! they are URL-encoded, and <https://github.com/cloud-custodian/cloud-custodian/issues/1997> how.

use super::fields::{boolean, size, text_or_none};
use super::kind::{Format, Kind, Opened, Row, RowPath};
use super::object_path;
use super::percent;
use super::reject::Reject;
use super::times::Times;
use crate::dump::input::{Fields, Unescaped};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

pub(super) const KIND: Kind = Kind {
    name: "s3-inventory",
    written_by: "S3 Inventory as CSV or Parquet: give its manifest.json; versions that are not the latest, delete markers and folders are skipped",
    reads: "Bucket and Key as path, Size [, LastModifiedDate] [, ETag as hash] [, IsLatest] [, IsDeleteMarker], as fileSchema or --columns says",
    header: &[],
    recognise: |_| None,
    open: |_, options| {
        let Some(names) = &options.columns else {
            return Err("the manifest.json beside a data file says what its columns are: give that, or its fileSchema with \
                        --columns 'Bucket, Key, Size, ...'"
                .into());
        };
        let columns = Columns::of(names)?;
        let mut read = vec![("full_path", "Bucket and Key"), ("size_bytes", "Size")];
        read.extend(columns.modified.map(|_| ("mtime_unix", "LastModifiedDate")));
        read.extend(columns.etag.map(|_| ("file_hash", "ETag")));
        let columns_read = read.into_iter().map(|(field, column)| (field, column.to_string())).collect();
        let format = S3Inventory { field_count: names.len(), columns, times: options.times.clone() };
        Ok(Opened { format: Box::new(format), header_bytes: 0, columns: columns_read })
    },
};

struct Columns {
    bucket: usize,
    key: usize,
    size: usize,
    modified: Option<usize>,
    etag: Option<usize>,
    is_latest: Option<usize>,
    is_delete_marker: Option<usize>,
}

impl Columns {
    fn of(names: &[String]) -> Result<Columns, String> {
        let position = |wanted: &str| -> Result<Option<usize>, String> {
            let mut found = (0..names.len()).filter(|&at| names[at].trim().eq_ignore_ascii_case(wanted));
            match (found.next(), found.next()) {
                (_, Some(_)) => Err(format!("the columns have {wanted} twice")),
                (column, None) => Ok(column),
            }
        };
        let required = |wanted: &str| {
            let list = names.join(", ");
            position(wanted)?.ok_or_else(|| {
                format!("the columns lack {wanted}; found: {list}; add it to the fields of the inventory")
            })
        };
        let is_latest = position("IsLatest")?;
        if is_latest.is_none() && position("VersionId")?.is_some() {
            return Err(
                "the columns have VersionId, and not IsLatest, which tells current objects from older ones"
                    .into(),
            );
        }
        Ok(Columns {
            bucket: required("Bucket")?,
            key: required("Key")?,
            size: required("Size")?,
            modified: position("LastModifiedDate")?,
            etag: position("ETag")?,
            is_latest,
            is_delete_marker: position("IsDeleteMarker")?,
        })
    }
}

struct S3Inventory {
    columns: Columns,
    field_count: usize,
    times: Times,
}

impl Format for S3Inventory {
    fn is_escaped(&self) -> bool {
        true
    }

    /// The key becomes `/bucket/key`.
    fn unescape(&self, fields: Fields<'_>, out: &mut Unescaped) -> Result<(), Reject> {
        let bucket = fields.get(self.columns.bucket);
        for (column, field) in fields.iter().enumerate() {
            if column != self.columns.key {
                out.push(field);
                continue;
            }
            out.push_with(|path| {
                path.push(b'/');
                path.extend_from_slice(bucket);
                path.push(b'/');
                let decoded = percent::decode(field, true, path);
                decoded.ok_or_else(|| Reject::new("Key has a % that begins no escape").showing(field))
            })?;
        }
        Ok(())
    }

    fn field_count(&self) -> RangeInclusive<usize> {
        self.field_count..=self.field_count
    }

    fn source_type(&self) -> Option<SourceType> {
        Some(SourceType::Posix)
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(self.columns.key))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let columns = &self.columns;
        let is =
            |name, column: Option<usize>| column.map(|column| boolean(name, fields.get(column))).transpose();
        if is("IsLatest", columns.is_latest)? == Some(false)
            || is("IsDeleteMarker", columns.is_delete_marker)? == Some(true)
        {
            return Ok(None);
        }
        let path = fields.get(columns.key);
        let size_bytes = size("Size", fields.get(columns.size))?;
        let key = path.get(fields.get(columns.bucket).len() + 2..).unwrap_or_default();
        if size_bytes == 0 && key.ends_with(b"/") {
            return Ok(None);
        }
        object_path::check(key)?;
        Ok(Some(Row {
            path: self.path(fields),
            size_bytes,
            mtime_unix: columns
                .modified
                .map_or(Ok(None), |column| self.times.utc("LastModifiedDate", fields.get(column)))?,
            file_hash: columns.etag.and_then(|column| text_or_none(fields.get(column))),
            ..Row::default()
        }))
    }
}
