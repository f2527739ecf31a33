//! The rejects file: `input,line,byte,reason,raw`. Only its owner may read it: it holds parts of dumps.
//!
//! People open it in spreadsheets, which run what begins with `=` and the like. Such a field gets a single quote in front,
//! and so does one that begins with a single quote: to take one off is the way back.

use crate::error::{Error, ErrorKind, Result};
use crate::output::{Access, OutputFile};
use std::borrow::Cow;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

const HEADER: [&[u8]; 5] = [b"input", b"line", b"byte", b"reason", b"raw"];

/// A rejects file that is being written.
pub(super) struct RejectFile {
    name: String,
    /// What an error begins with, as in "cannot write rejects file".
    doing: &'static str,
    writer: csv::Writer<OutputFile>,
}

impl RejectFile {
    /// Begins the file; a rejects file that is there is replaced in the end, and no other.
    pub(super) fn create(path: &Path, doing: &'static str) -> Result<RejectFile> {
        refuse_other(path).map_err(Error::io(doing, path))?.map_or(Ok(()), Err)?;
        let file = OutputFile::create(path, Access::Owner).map_err(Error::io(doing, path))?;
        let name = path.display().to_string();
        let mut file = RejectFile { name, doing, writer: csv::Writer::from_writer(file) };
        file.write(HEADER)?;
        Ok(file)
    }

    /// Adds a record.
    pub(super) fn add(&mut self, input: &str, line: u64, byte: u64, reason: &str, raw: &[u8]) -> Result<()> {
        let (line, byte) = (line.to_string(), byte.to_string());
        self.write([input.as_bytes(), line.as_bytes(), byte.as_bytes(), reason.as_bytes(), raw])
    }

    /// Whether the file can be begun. Makes nothing.
    pub(super) fn check(path: &Path, doing: &'static str) -> Result<()> {
        refuse_other(path).map_err(Error::io(doing, path))?.map_or(Ok(()), Err)?;
        OutputFile::check(path).map_err(Error::io(doing, path))
    }

    /// Writes what is still in memory, and gives the file its name.
    pub(super) fn finish(self) -> Result<()> {
        let file = self.writer.into_inner().map_err(|error| error.into_error());
        file.and_then(OutputFile::publish).map_err(Error::io(self.doing, &self.name))
    }

    fn write(&mut self, record: [&[u8]; 5]) -> Result<()> {
        self.writer.write_record(record.map(harmless)).map_err(|error| {
            let message = format!("{} {}", self.doing, self.name);
            Error::new(ErrorKind::Io, message).about(&self.name).because(std::io::Error::from(error))
        })
    }
}

/// The field as no spreadsheet takes it for a formula.
fn harmless(field: &[u8]) -> Cow<'_, [u8]> {
    match field {
        [b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | b'\'', ..] => Cow::Owned([b"'", field].concat()),
        _ => Cow::Borrowed(field),
    }
}

/// Why the file at `path` must not be replaced: it holds something, and no rejects. A link is replaced, and what it leads
/// to is not.
fn refuse_other(path: &Path) -> io::Result<Option<Error>> {
    let Ok(found) = fs::symlink_metadata(path) else { return Ok(None) };
    if found.is_dir() {
        let name = path.display();
        return Ok(Some(Error::usage(format!("--rejects {name} is a folder: name a file in it"))));
    }
    if !found.is_file() {
        return Ok(None);
    }
    let header = HEADER.join(&b","[..]);
    let mut start = Vec::new();
    File::open(path)?.take(header.len() as u64 + 1).read_to_end(&mut start)?;
    let is_ours = start.starts_with(&header) && matches!(start[header.len()..], [b'\n' | b'\r']);
    if is_ours || found.len() == 0 {
        return Ok(None);
    }
    let name = path.display();
    Ok(Some(Error::usage(format!(
        "--rejects {name} is there and is no rejects file, and would be replaced: name another file, or move that one away"
    ))))
}
