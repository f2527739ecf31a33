//! Parquet, in row groups of bounded size.

use super::folder::Folder;
use super::parquet_columns::{Columns, SCHEMA};
use crate::crawl::Output;
use crate::dump::rows::SeenRow;
use crate::error::{Error, ErrorKind, Result};
use crate::snapshot::Snapshot;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;
use std::sync::Arc;

/// A row group ends at so many rows, or at so many bytes of text, whichever comes first: what is held in memory.
const GROUP_ROWS: usize = 100_000;
const GROUP_TEXT_BYTES: usize = 32 << 20;

/// A Parquet file that is being written.
pub(super) struct ParquetWriter {
    writer: SerializedFileWriter<Output>,
    columns: Columns,
}

impl ParquetWriter {
    /// Begins a file that says which scan it is.
    pub(super) fn new(output: Output, snapshot: &Snapshot) -> Result<ParquetWriter> {
        if output.is_compressed() {
            return Err(
                Error::usage("Parquet is compressed inside; name the file .parquet").about(output.name())
            );
        }
        let facts = [
            ("tierload.scan_guid", snapshot.scan_guid.to_string()),
            ("tierload.snapshot_no", snapshot.snapshot_no.to_string()),
            ("tierload.started_utc", snapshot.started.to_string()),
            ("tierload.digest", snapshot.digest.clone()),
        ];
        let facts = facts.into_iter().map(|(key, value)| KeyValue::new(key.to_owned(), value));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(facts.collect()))
            .build();
        let schema = Arc::new(parse_message_type(SCHEMA).map_err(cannot_write)?);
        let writer = SerializedFileWriter::new(output, schema, Arc::new(properties)).map_err(cannot_write)?;
        Ok(ParquetWriter { writer, columns: Columns::default() })
    }

    /// Writes a row.
    pub(super) fn push(&mut self, folder: &Folder, row: &SeenRow<'_>) -> Result<()> {
        self.columns.push(folder, row);
        let full = self.columns.rows() >= GROUP_ROWS || self.columns.text_bytes() >= GROUP_TEXT_BYTES;
        if full { self.end_group() } else { Ok(()) }
    }

    /// Ends the file, and gives it its name.
    pub(super) fn finish(mut self) -> Result<()> {
        if self.columns.rows() > 0 {
            self.end_group()?;
        }
        self.writer.into_inner().map_err(cannot_write)?.finish()
    }

    fn end_group(&mut self) -> Result<()> {
        let columns = std::mem::take(&mut self.columns);
        let mut group = self.writer.next_row_group().map_err(cannot_write)?;
        columns.write(&mut group).map_err(cannot_write)?;
        group.close().map(drop).map_err(cannot_write)
    }
}

/// The cause is an error of the file, if there is one below.
fn cannot_write(error: ParquetError) -> Error {
    match error {
        ParquetError::External(source) => match source.downcast::<std::io::Error>() {
            Ok(source) => Error::io("cannot write", "the export")(*source),
            Err(source) => Error::new(ErrorKind::Io, format!("cannot write the export: {source}")),
        },
        error => Error::new(ErrorKind::Io, "cannot write the export").because(error),
    }
}
