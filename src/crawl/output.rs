//! Where the rows go: a stream, or a file that appears under its name only once it is whole.

use super::encoder::{Encoder, Writer};
use super::target::{FileId, Stream, Target};
use crate::error::{Error, Result};
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// An output that is being written.
pub(super) struct Output {
    name: String,
    place: Place,
    encoder: Encoder,
}

/// What is written to.
enum Place {
    /// A stream, a device, a FIFO: what is written is out.
    Stream(Option<FileId>),
    /// A temporary name in the same folder, removed unless it is renamed to `path`.
    File { partial: NamedTempFile, path: PathBuf },
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
                let (place, writer) = open_path(&path).map_err(cannot_write())?;
                let encoder = Encoder::for_suffix_of(&path, writer).map_err(cannot_write())?;
                Ok(Output { name: path.display().to_string(), place, encoder })
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
            Place::File { partial, path } => vec![partial.path().to_path_buf(), path.clone()],
        }
    }

    /// The file that the stream goes to, if it goes to one.
    pub(super) fn own_file(&self) -> Option<FileId> {
        match self.place {
            Place::Stream(file) => file,
            Place::File { .. } => None,
        }
    }

    /// Writes a block.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.encoder.write_all(bytes).map_err(Error::io("cannot write", &self.name))
    }

    /// Ends the compressed stream, and gives the file its name once its content is on disk.
    pub(super) fn finish(self) -> Result<()> {
        let Output { name, place, encoder } = self;
        encoder.finish().and_then(|()| place.publish()).map_err(Error::io("cannot write", name))
    }
}

impl Place {
    fn publish(self) -> io::Result<()> {
        match self {
            Place::Stream(_) => Ok(()),
            Place::File { partial, path } => {
                // A rename may reach the disk before the content does: after a power cut that is a short file.
                partial.as_file().sync_all()?;
                partial.persist(path)?;
                Ok(())
            }
        }
    }
}

fn open_path(path: &Path) -> io::Result<(Place, Writer)> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        // A rename over /dev/null would replace it. Opening a folder fails here, with an error that says so.
        return Ok((Place::Stream(None), Box::new(File::options().write(true).open(path)?)));
    }
    let path = resolve(path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let partial = tempfile::Builder::new()
        .prefix(".tierload-")
        .suffix(".partial")
        // The mode of any new file, as the umask leaves it.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    let file = partial.as_file().try_clone()?;
    Ok((Place::File { partial, path }, Box::new(file)))
}

/// The absolute path without symbolic links, so that a link to a file stays one, and the walk knows the path again.
fn resolve(path: &Path) -> io::Result<PathBuf> {
    if let Ok(existing) = path.canonicalize() {
        return Ok(existing);
    }
    let name = path.file_name().unwrap_or(OsStr::new(""));
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.canonicalize()?,
        _ => Path::new(".").canonicalize()?,
    };
    Ok(folder.join(name))
}
