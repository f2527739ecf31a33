//! The schema plan's export form: one path column, ISO 8601 times.

use super::fields::{iso_time, size, text_or_none};
use super::{Format, Reject, Row, RowPath, required};
use crate::input::Fields;

/// `file_path,file_size,last_modified,last_accessed[,file_extension][,permissions][,owner][,hash]`, any order.
/// It has no creation time: `ctime_unix` is NULL.
#[derive(Debug)]
pub(super) struct Export {
    field_count: usize,
    columns: [usize; 4],
    hash: Option<usize>,
}

impl Export {
    pub(super) fn of_header(
        position: &dyn Fn(&str) -> Option<usize>,
        field_count: usize,
    ) -> Result<Export, Vec<&'static str>> {
        let columns = required(position, ["file_path", "file_size", "last_modified", "last_accessed"])?;
        Ok(Export { field_count, columns, hash: position("hash") })
    }
}

impl Format for Export {
    fn name(&self) -> &'static str {
        "export"
    }

    fn field_count(&self) -> usize {
        self.field_count
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [path, file_size, modified, accessed] = self.columns.map(|column| fields.get(column));
        Ok(Some(Row {
            path: RowPath::Full(path),
            size_bytes: size("file_size", file_size)?,
            atime_unix: iso_time("last_accessed", accessed)?,
            mtime_unix: iso_time("last_modified", modified)?,
            ctime_unix: None,
            frn: None,
            file_hash: self.hash.and_then(|column| text_or_none(fields.get(column))),
        }))
    }
}
