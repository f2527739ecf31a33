//! What a snapshot is written with.

use super::csv::CsvWriter;
use super::folder::Folder;
#[cfg(feature = "parquet")]
use super::parquet::ParquetWriter;
use super::spec::Format;
use crate::crawl::Output;
use crate::dump::rows::SeenRow;
use crate::error::Result;
use crate::snapshot::Snapshot;

/// What a snapshot is written with.
pub(super) enum Writer {
    Csv(Box<CsvWriter>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetWriter>),
}

impl Writer {
    /// Begins to write a snapshot.
    pub(super) fn new(format: Format, output: Output, snapshot: &Snapshot) -> Result<Writer> {
        match format {
            Format::Csv => Ok(Writer::Csv(Box::new(CsvWriter::new(output, snapshot.known())))),
            #[cfg(feature = "parquet")]
            Format::Parquet => Ok(Writer::Parquet(Box::new(ParquetWriter::new(output, snapshot)?))),
        }
    }

    /// Writes a row.
    pub(super) fn push(&mut self, folder: &Folder, row: &SeenRow<'_>) -> Result<()> {
        match self {
            Writer::Csv(csv) => csv.push(folder, row),
            #[cfg(feature = "parquet")]
            Writer::Parquet(parquet) => parquet.push(folder, row),
        }
    }

    /// Ends the file, and gives it its name once its content is on disk.
    pub(super) fn finish(self) -> Result<()> {
        match self {
            Writer::Csv(csv) => csv.finish(),
            #[cfg(feature = "parquet")]
            Writer::Parquet(parquet) => parquet.finish(),
        }
    }
}
