//! Where the rows go: stdout, or a file that appears under its name only once it is whole.

use crate::error::{Error, Result};
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::fs::{File, Permissions};
use std::io::{self, Write};
use std::os::fd::AsFd;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// For gzip 1 of 9 and for zstd 1 of 22: paths repeat so much that more is slower than the walk and gains little.
const GZIP_LEVEL: u32 = 1;
const ZSTD_LEVEL: i32 = 1;

/// An output that is being written.
pub(super) struct Output {
    name: String,
    target: Target,
    encoder: Encoder,
}

/// What is written to.
enum Target {
    /// Stdout, a device, a fifo: what is written is out.
    Stream,
    /// A temporary name in the same folder, removed unless it is renamed to `path`.
    File { partial: NamedTempFile, path: PathBuf },
}

enum Encoder {
    Plain(File),
    Gzip(GzEncoder<File>),
    Zstd(zstd::Encoder<'static, File>),
}

impl Output {
    /// Opens `path`, or stdout.
    pub(super) fn create(path: Option<&Path>) -> Result<Self> {
        let Some(path) = path else {
            let stdout =
                io::stdout().as_fd().try_clone_to_owned().map_err(Error::io("cannot write", "stdout"))?;
            return Ok(Output {
                name: "stdout".into(),
                target: Target::Stream,
                encoder: Encoder::Plain(stdout.into()),
            });
        };
        let cannot_write = || Error::io("cannot write", path);
        let (target, file) = open(path).map_err(cannot_write())?;
        let encoder = Encoder::new(path, file).map_err(cannot_write())?;
        Ok(Output { name: path.display().to_string(), target, encoder })
    }

    /// What the operator calls it.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The absolute paths of the file as it is being written, and of the one that it will replace.
    pub(super) fn own_files(&self) -> Vec<PathBuf> {
        match &self.target {
            Target::Stream => Vec::new(),
            Target::File { partial, path } => vec![partial.path().to_path_buf(), path.clone()],
        }
    }

    /// Writes a block.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let written = match &mut self.encoder {
            Encoder::Plain(file) => file.write_all(bytes),
            Encoder::Gzip(gzip) => gzip.write_all(bytes),
            Encoder::Zstd(zstd) => zstd.write_all(bytes),
        };
        written.map_err(Error::io("cannot write", &self.name))
    }

    /// Ends the compressed stream, and gives the file its name once its content is on disk.
    pub(super) fn finish(self) -> Result<()> {
        let Output { name, target, encoder } = self;
        encoder.finish().and_then(|file| target.publish(&file)).map_err(Error::io("cannot write", name))
    }
}

impl Target {
    fn publish(self, file: &File) -> io::Result<()> {
        match self {
            Target::Stream => Ok(()),
            Target::File { partial, path } => {
                // A rename may reach the disk before the content does: after a power cut that is a short file.
                file.sync_all()?;
                partial.persist(path)?;
                Ok(())
            }
        }
    }
}

impl Encoder {
    fn new(path: &Path, file: File) -> io::Result<Self> {
        let is = |ending: &str| path.extension().is_some_and(|found| found.eq_ignore_ascii_case(ending));
        if is("gz") {
            Ok(Encoder::Gzip(GzEncoder::new(file, flate2::Compression::new(GZIP_LEVEL))))
        } else if is("zst") {
            Ok(Encoder::Zstd(zstd::Encoder::new(file, ZSTD_LEVEL)?))
        } else {
            Ok(Encoder::Plain(file))
        }
    }

    fn finish(self) -> io::Result<File> {
        match self {
            Encoder::Plain(file) => Ok(file),
            Encoder::Gzip(gzip) => gzip.finish(),
            Encoder::Zstd(zstd) => zstd.finish(),
        }
    }
}

fn open(path: &Path) -> io::Result<(Target, File)> {
    if std::fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        // To rename over /dev/null would replace it. A folder fails here, with the right words.
        return Ok((Target::Stream, File::options().write(true).open(path)?));
    }
    let path = resolve(path)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    let partial = tempfile::Builder::new()
        .prefix(".tierload-")
        .suffix(".partial")
        // As any new file: the umask takes its share.
        .permissions(Permissions::from_mode(0o666))
        .tempfile_in(folder)?;
    let file = partial.as_file().try_clone()?;
    Ok((Target::File { partial, path }, file))
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
