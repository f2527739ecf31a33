//! Data files of S3 Inventory that are Parquet, as the records that they would be as CSV. Row groups are read one after the other, the
//! needed columns alone, a batch of rows at a time: what is held of a file is a page of each column.

use super::manifest::{Manifest, parquet_column};
use super::parquet_columns::{Column, Source, invalid, unreadable};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use std::fs::File;
use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The records of a data file with these columns; `raw_bytes` counts what is read of the file.
pub(super) fn records(
    file: File,
    manifest: &Manifest,
    raw_bytes: Arc<AtomicU64>,
) -> io::Result<Box<dyn Read + Send>> {
    let reader = guarded(|| SerializedFileReader::new(Counted { file, raw_bytes }).map_err(unreadable))?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let column =
        |name: &String| parquet_column(name).map(|column| Source::of(schema, name, column)).transpose();
    let columns = manifest.columns.iter().map(column).collect::<io::Result<Vec<_>>>()?;
    if columns.iter().all(Option::is_none) {
        return Err(invalid("its manifest names no column that is read".into()));
    }
    let batch = Batch { columns: Vec::new(), rows: 0, rows_left: 0 };
    Ok(Box::new(Rows { reader, next_group: 0, sources: columns, batch, out: Vec::new(), given: 0 }))
}

/// The crate panics on some of the damage that a file may have. What it has read so far is not used again.
fn guarded<T>(read: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let panicked = |_| Err(invalid("as Parquet it is damaged".into()));
    catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(panicked)
}

/// A file, and how much was read of it.
struct Counted {
    file: File,
    raw_bytes: Arc<AtomicU64>,
}

impl Length for Counted {
    fn len(&self) -> u64 {
        self.file.len()
    }
}

impl ChunkReader for Counted {
    type T = <File as ChunkReader>::T;

    fn get_read(&self, start: u64) -> Result<Self::T, ParquetError> {
        self.file.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<bytes::Bytes, ParquetError> {
        self.raw_bytes.fetch_add(length as u64, Ordering::Relaxed);
        self.file.get_bytes(start, length)
    }
}

struct Batch {
    /// Those of the row group that is being read.
    columns: Vec<Column>,
    rows: usize,
    /// Rows of the group that are still to come.
    rows_left: i64,
}

/// Writes the records.
struct Rows {
    reader: SerializedFileReader<Counted>,
    next_group: usize,
    sources: Vec<Option<Source>>,
    batch: Batch,
    out: Vec<u8>,
    given: usize,
}

impl Rows {
    /// The next batch of rows; none where the file ends.
    fn fill(&mut self) -> io::Result<()> {
        loop {
            let mut rows = None;
            for column in &mut self.batch.columns {
                match (column.fill()?, rows) {
                    (Some(of_column), Some(rows)) if of_column != rows => {
                        return Err(invalid(
                            "its columns have different numbers of rows: it is damaged".into(),
                        ));
                    }
                    (Some(of_column), _) => rows = Some(of_column),
                    (None, _) => {}
                }
            }
            self.batch.rows = rows.unwrap_or(0);
            self.batch.rows_left -= self.batch.rows as i64;
            if self.batch.rows > 0 {
                return Ok(());
            }
            if self.batch.rows_left != 0 {
                return Err(invalid("it has not as many rows as it says: it is damaged".into()));
            }
            if !self.enter_group()? {
                return Ok(());
            }
        }
    }

    /// Writes the records of the next batch.
    fn write(&mut self) -> io::Result<()> {
        self.fill()?;
        for row in 0..self.batch.rows {
            for (place, column) in self.batch.columns.iter_mut().enumerate() {
                self.out.extend_from_slice(if place == 0 { b"\"" } else { b",\"" });
                column.write(row, &mut self.out)?;
                self.out.push(b'"');
            }
            self.out.push(b'\n');
        }
        Ok(())
    }

    /// Begins the next row group, if there is one.
    fn enter_group(&mut self) -> io::Result<bool> {
        if self.next_group == self.reader.num_row_groups() {
            self.batch.columns.clear();
            return Ok(false);
        }
        let group = self.reader.get_row_group(self.next_group).map_err(unreadable)?;
        self.next_group += 1;
        self.batch.rows_left = group.metadata().num_rows();
        let column = |source: &Option<Source>| match source {
            Some(source) => Column::of(group.get_column_reader(source.column).map_err(unreadable)?, source),
            None => Ok(Column::Empty),
        };
        self.batch.columns = self.sources.iter().map(column).collect::<io::Result<_>>()?;
        Ok(true)
    }
}

impl Read for Rows {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.given == self.out.len() {
            self.out.clear();
            self.given = 0;
            guarded(|| self.write())?;
        }
        let given = buffer.len().min(self.out.len() - self.given);
        buffer[..given].copy_from_slice(&self.out[self.given..self.given + given]);
        self.given += given;
        Ok(given)
    }
}

#[cfg(test)]
#[path = "parquet_tests.rs"]
mod tests;
