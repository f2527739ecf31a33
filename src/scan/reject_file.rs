//! The rejects file: `input,line,byte,reason,raw`. Only its owner may read it: it holds parts of dumps.

use crate::error::{Error, ErrorKind, Result};
use crate::output::{Access, OutputFile};
use std::path::Path;

/// A rejects file that is being written.
pub(super) struct RejectFile {
    name: String,
    /// What an error begins with, as in "cannot write rejects file".
    doing: &'static str,
    writer: csv::Writer<OutputFile>,
}

impl RejectFile {
    /// Begins the file; one that is there is replaced in the end.
    pub(super) fn create(path: &Path, doing: &'static str) -> Result<RejectFile> {
        let file = OutputFile::create(path, Access::Owner).map_err(Error::io(doing, path))?;
        let name = path.display().to_string();
        let mut file = RejectFile { name, doing, writer: csv::Writer::from_writer(file) };
        file.write([b"input", b"line", b"byte", b"reason", b"raw"])?;
        Ok(file)
    }

    /// Adds a record.
    pub(super) fn add(&mut self, input: &str, line: u64, byte: u64, reason: &str, raw: &[u8]) -> Result<()> {
        let (line, byte) = (line.to_string(), byte.to_string());
        self.write([input.as_bytes(), line.as_bytes(), byte.as_bytes(), reason.as_bytes(), raw])
    }

    /// Whether the file can be begun. Makes nothing.
    pub(super) fn check(path: &Path, doing: &'static str) -> Result<()> {
        OutputFile::check(path).map_err(Error::io(doing, path))
    }

    /// Writes what is still in memory, and gives the file its name.
    pub(super) fn finish(self) -> Result<()> {
        let file = self.writer.into_inner().map_err(|error| error.into_error());
        file.and_then(OutputFile::publish).map_err(Error::io(self.doing, &self.name))
    }

    fn write(&mut self, record: [&[u8]; 5]) -> Result<()> {
        self.writer.write_record(record).map_err(|error| {
            let message = format!("{} {}", self.doing, self.name);
            Error::new(ErrorKind::Io, message).about(&self.name).because(std::io::Error::from(error))
        })
    }
}
