//! Where the rows of a crawl go, as the caller says it.

use std::fs::{File, Metadata};
use std::io::Write;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;

/// Where the rows go.
pub enum Target {
    /// A file, which appears under its name, or is replaced, only once it is whole. `.gz` and `.zst` compress. A
    /// device or a FIFO is written to and not replaced.
    File(PathBuf),
    /// A stream that is open already. Rows are written as they come, and not compressed.
    Stream(Stream),
}

/// An open stream.
pub struct Stream {
    pub(super) name: String,
    pub(super) writer: Box<dyn Write + Send>,
    pub(super) file: Option<FileId>,
}

impl Stream {
    /// Any writer. Errors call it `name`.
    pub fn new(name: impl Into<String>, writer: impl Write + Send + 'static) -> Stream {
        Stream { name: name.into(), writer: Box::new(writer), file: None }
    }

    /// An open file, as stdout is. Should it be a regular file below the root, it gets no row: it grows with the walk.
    pub fn to_file(name: impl Into<String>, file: File) -> Stream {
        let id = file.metadata().ok().filter(Metadata::is_file).map(|found| FileId::of(&found));
        Stream { file: id, ..Stream::new(name, file) }
    }
}

/// Which file it is, whatever its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    pub(super) inode: u64,
}

impl FileId {
    /// The file that has this metadata.
    pub(super) fn of(metadata: &Metadata) -> FileId {
        FileId { device: metadata.dev(), inode: metadata.ino() }
    }
}
