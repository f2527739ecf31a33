//! The canonical form, which `tierload crawl` writes: folder, name, size, unix times.

use super::fields::{frn, size, text_or_none, unix_time};
use super::{Format, Reject, Row, RowPath, required};
use crate::input::Fields;

/// `dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix[,file_hash][,file_extension][,frn]`, any order.
#[derive(Debug)]
pub(super) struct Canonical {
    field_count: usize,
    columns: [usize; 6],
    frn: Option<usize>,
    file_hash: Option<usize>,
}

impl Canonical {
    pub(super) fn of_header(
        position: &dyn Fn(&str) -> Option<usize>,
        field_count: usize,
    ) -> Result<Canonical, Vec<&'static str>> {
        let columns =
            required(position, ["dir_path", "name", "size_bytes", "atime_unix", "mtime_unix", "ctime_unix"])?;
        Ok(Canonical { field_count, columns, frn: position("frn"), file_hash: position("file_hash") })
    }
}

impl Format for Canonical {
    fn name(&self) -> &'static str {
        "canonical"
    }

    fn field_count(&self) -> usize {
        self.field_count
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let [dir, name, size_bytes, atime, mtime, ctime] = self.columns.map(|column| fields.get(column));
        Ok(Some(Row {
            path: RowPath::Split { dir, name },
            size_bytes: size("size_bytes", size_bytes)?,
            atime_unix: unix_time("atime_unix", atime)?,
            mtime_unix: unix_time("mtime_unix", mtime)?,
            ctime_unix: unix_time("ctime_unix", ctime)?,
            frn: self.frn.map_or(Ok(None), |column| frn("frn", fields.get(column)))?,
            file_hash: self.file_hash.and_then(|column| text_or_none(fields.get(column))),
        }))
    }
}
