//! Opens an input as far as its header, so that a wrong one is refused before anything is written.

use crate::error::{Error, Result};
use crate::format::{Format, detect};
use crate::input::{ChunkReader, Dialect, Records, Source, open as open_stream};
use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// An input whose header is read.
pub(super) struct OpenInput {
    pub(super) source: Source,
    pub(super) format: Arc<dyn Format>,
    pub(super) reader: ChunkReader<Box<dyn Read + Send>>,
}

impl OpenInput {
    /// Opens `source`; `raw_bytes` counts what is read of it.
    pub(super) fn new(source: &Source, chunk_bytes: usize, raw_bytes: Arc<AtomicU64>) -> Result<OpenInput> {
        let stream = open_stream(source, raw_bytes)?;
        let mut reader = ChunkReader::new(stream, chunk_bytes);
        let header = reader.header().map_err(Error::io("cannot read", source.name()))?;
        let Some(header) = header else {
            return Err(Error::Input(format!("{} is empty", source.name())));
        };
        let mut records = Records::of_bytes(&header, Dialect::CSV);
        let Some(record) = records.next_record() else {
            return Err(Error::Input(format!("{} has no header line", source.name())));
        };
        let format = detect(record.fields)
            .map_err(|reason| Error::Input(format!("{}: {reason}", source.name())))?
            .into();
        Ok(OpenInput { source: source.clone(), format, reader })
    }

    /// The first path of the input as it stands, if its first records can be read.
    pub(super) fn first_path(&self) -> Option<Vec<u8>> {
        let mut records = Records::of_bytes(self.reader.peek(), Dialect::CSV);
        while let Some(record) = records.next_record() {
            if record.fields.len() == self.format.field_count()
                && let Ok(Some(row)) = self.format.row(record.fields)
            {
                return Some(row.path.leading().to_vec());
            }
        }
        None
    }
}
