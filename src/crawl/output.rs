//! Where the rows go: a stream, or a file that appears under its name only once it is whole.

use super::encoder::Encoder;
use super::target::{FileId, Stream, Target};
use crate::error::{Error, Result};
use crate::output::{Access, OutputFile};
use std::fs::Metadata;
use std::path::PathBuf;

/// An output that is being written.
pub(super) struct Output {
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
    pub(super) fn open(target: Target) -> Result<Self> {
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
    pub(super) fn name(&self) -> &str {
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
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.encoder.write_all(bytes).map_err(Error::io("cannot write", &self.name))
    }

    /// Ends the compressed stream, and gives the file its name once its content is on disk.
    pub(super) fn finish(self) -> Result<()> {
        let Output { name, place, encoder } = self;
        let publish = || match place {
            Place::Stream(_) => Ok(()),
            Place::File(file) => file.publish(),
        };
        encoder.finish().and_then(|()| publish()).map_err(Error::io("cannot write", name))
    }
}
