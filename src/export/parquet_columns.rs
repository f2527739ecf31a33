//! The columns of a row group.

use super::folder::Folder;
use crate::dump::rows::SeenRow;
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::writer::SerializedRowGroupWriter;
use std::io::Write;

/// All columns, in the order in which [`Columns::write`] writes them.
pub(super) const SCHEMA: &str = "
message snapshot {
    required binary dir_path (utf8);
    required binary name (utf8);
    required int64 size_bytes;
    optional int64 atime_unix;
    optional int64 mtime_unix;
    optional int64 ctime_unix;
    optional int64 frn (uint_64);
    optional int64 allocated_bytes;
    optional int64 device (uint_64);
    optional int32 nlink;
    optional binary owner (utf8);
    optional binary group (utf8);
    optional binary file_extension (utf8);
    optional binary file_hash (utf8);
    optional binary dir_path_raw;
    optional binary name_raw;
}";

/// The rows of a group, by column.
#[derive(Default)]
pub(super) struct Columns {
    rows: usize,
    text_bytes: usize,
    texts: [Column<ByteArray>; 8],
    longs: [Column<i64>; 7],
    nlink: Column<i32>,
}

/// The values that are there, and for each row whether it has one.
#[derive(Default)]
struct Column<T> {
    values: Vec<T>,
    levels: Vec<i16>,
}

impl<T> Column<T> {
    fn push(&mut self, value: Option<T>) {
        self.levels.push(value.is_some().into());
        self.values.extend(value);
    }
}

impl Columns {
    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// How long their texts are.
    pub(super) fn text_bytes(&self) -> usize {
        self.text_bytes
    }

    /// Adds a row.
    pub(super) fn push(&mut self, folder: &Folder, row: &SeenRow<'_>) {
        self.rows += 1;
        let bytes = |text: Option<&'_ str>| text.map(str::as_bytes).map(<[u8]>::to_vec);
        let texts = [
            bytes(Some(folder.text())),
            bytes(Some(row.name)),
            bytes(row.owner),
            bytes(row.group),
            bytes(row.file_extension),
            bytes(row.file_hash),
            folder.raw().map(<[u8]>::to_vec),
            row.name_raw.map(<[u8]>::to_vec),
        ];
        for (column, text) in self.texts.iter_mut().zip(texts) {
            self.text_bytes += text.as_ref().map_or(0, Vec::len);
            column.push(text.map(ByteArray::from));
        }
        let longs = [
            Some(row.size_bytes),
            row.atime_unix,
            row.mtime_unix,
            row.ctime_unix,
            row.frn,
            row.allocated_bytes,
            row.device,
        ];
        for (column, long) in self.longs.iter_mut().zip(longs) {
            column.push(long);
        }
        self.nlink.push(row.nlink);
    }

    /// Writes all of them.
    pub(super) fn write<W: Write + Send>(&self, group: &mut SerializedRowGroupWriter<'_, W>) -> Result<()> {
        let [dir_path, name, owner, principal_group, extension, hash, dir_path_raw, name_raw] = &self.texts;
        write::<ByteArrayType, W>(group, dir_path)?;
        write::<ByteArrayType, W>(group, name)?;
        for column in &self.longs {
            write::<Int64Type, W>(group, column)?;
        }
        write::<Int32Type, W>(group, &self.nlink)?;
        for column in [owner, principal_group, extension, hash, dir_path_raw, name_raw] {
            write::<ByteArrayType, W>(group, column)?;
        }
        Ok(())
    }
}

/// The next column. One that must have a value in each row takes no levels, and passes them over.
fn write<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<'_, W>,
    column: &Column<T::T>,
) -> Result<()> {
    let too_many = || ParquetError::General("more columns are written than the schema has".to_owned());
    let mut writer = group.next_column()?.ok_or_else(too_many)?;
    writer.typed::<T>().write_batch(&column.values, Some(&column.levels), None)?;
    writer.close()
}
