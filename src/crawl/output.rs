//! Where the rows go: a stream, or a file that appears under its name only once it is whole.

use super::encoder::Encoder;
use super::target::{FileId, Stream, Target};
use crate::error::{Error, Result};
use crate::output::{Access, OutputFile};
use std::fs::Metadata;
use std::io;
use std::path::PathBuf;

/// An output that is being written.
pub(crate) struct Output {
    name: String,
    place: Place,
    encoder: Encoder,
}

/// What is written to.
enum Place {
    /// A stream that was opened elsewhere.
    Stream(Option<FileId>),
    /// A file or a device.
    File(OutputFile),
}

impl Output {
    /// Opens the target.
    pub(crate) fn open(target: Target) -> Result<Self> {
        match target {
            Target::Stream(Stream { name, writer, file }) => {
                Ok(Output { name, place: Place::Stream(file), encoder: Encoder::Plain(writer) })
            }
            Target::File(path) => {
                let cannot_write = || Error::io("cannot write", &path);
                Encoder::refuse_other_suffixes(&path)?;
                let file = OutputFile::create(&path, Access::AsBefore).map_err(cannot_write())?;
                let writer = file.file().try_clone().map_err(cannot_write())?;
                let encoder = Encoder::for_suffix_of(&path, Box::new(writer)).map_err(cannot_write())?;
                Ok(Output { name: path.display().to_string(), place: Place::File(file), encoder })
            }
        }
    }

    /// What the operator calls it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The absolute paths of the file as it is being written, and of the one that it will replace.
    pub(super) fn own_paths(&self) -> Vec<PathBuf> {
        match &self.place {
            Place::Stream(_) => Vec::new(),
            Place::File(file) => file.paths(),
        }
    }

    /// The file that the stream goes to, if it goes to one.
    pub(super) fn own_file(&self) -> Option<FileId> {
        match &self.place {
            Place::Stream(file) => *file,
            // As of `-o /dev/stdout` into a file.
            Place::File(file) => {
                file.file().metadata().ok().filter(Metadata::is_file).map(|found| FileId::of(&found))
            }
        }
    }

    /// Writes a block.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.encoder.write_all(bytes).map_err(Error::io("cannot write", &self.name))
    }

    /// Whether it is a file whose name asks for a compression.
    #[cfg_attr(not(feature = "parquet"), allow(dead_code))]
    pub(crate) fn is_compressed(&self) -> bool {
        !matches!(self.encoder, Encoder::Plain(_))
    }

    /// Ends the compressed stream, and gives the file its name once its content is on disk.
    pub(crate) fn finish(self) -> Result<()> {
        let Output { name, place, encoder } = self;
        let publish = || match place {
            Place::Stream(_) => Ok(()),
            Place::File(file) => file.publish(),
        };
        encoder.finish().and_then(|()| publish()).map_err(Error::io("cannot write", name))
    }
}

impl io::Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.encoder.write_all(bytes).map(|()| bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
