//! Files that we write: they appear under their name only once they are whole, and never through a link, which
//! somebody who may write to the folder could have planted.

use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
use rustix::io::Errno;
use std::fs::{self, File, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{FileTypeExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempPath;

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Its owner alone.
    Owner,
    /// Whoever could read the file that it replaces; a new one, whoever the umask lets.
    AsBefore,
}

/// A file that is being written.
#[derive(Debug)]
pub(crate) struct OutputFile {
    file: File,
    place: Place,
}

#[derive(Debug)]
enum Place {
    /// A device, a FIFO, an open file of this process: to rename over it would replace it. What is written is out.
    Stream,
    /// A temporary name in the same folder, removed unless it is renamed to `path`.
    Partial { partial: TempPath, path: PathBuf },
}

impl OutputFile {
    /// Begins a file at `path`. A link there is replaced in the end, and what it leads to stays as it is.
    pub(crate) fn create(path: &Path, access: Access) -> io::Result<OutputFile> {
        if let Some(options) = stream(path)? {
            return Ok(OutputFile { file: open_stream(options, path)?, place: Place::Stream });
        }
        let path = absolute(path)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".tierload-").suffix(".partial");
        let before = fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file);
        if access == Access::AsBefore && before.is_none() {
            // As any new file: the umask takes its share.
            builder.permissions(Permissions::from_mode(0o666));
        }
        let (file, partial) = builder.tempfile_in(folder_of(&path))?.into_parts();
        if let (Access::AsBefore, Some(before)) = (access, before) {
            file.set_permissions(Permissions::from_mode(before.permissions().mode() & 0o777))?;
        }
        Ok(OutputFile { file, place: Place::Partial { partial, path } })
    }

    /// Whether a file can be begun at `path`, as far as that can be told without writing to a stream.
    pub(crate) fn check(path: &Path) -> io::Result<()> {
        match stream(path)? {
            // Opening a FIFO would wait for its reader.
            Some(_) => fs::metadata(path).map(drop),
            None => OutputFile::create(path, Access::Owner).map(drop),
        }
    }

    /// What is written to.
    pub(crate) fn file(&self) -> &File {
        &self.file
    }

    /// The absolute paths of the file as it is being written, and of the one that it will be; none for a stream.
    pub(crate) fn paths(&self) -> Vec<PathBuf> {
        match &self.place {
            Place::Stream => Vec::new(),
            Place::Partial { partial, path } => vec![partial.to_path_buf(), path.clone()],
        }
    }

    /// Gives the file its name, once its content is on disk.
    pub(crate) fn publish(self) -> io::Result<()> {
        match self.place {
            Place::Stream => Ok(()),
            Place::Partial { partial, path } => {
                // A rename may reach the disk before the content does: after a power cut that is a short file.
                self.file.sync_all()?;
                partial.persist(path)?;
                Ok(())
            }
        }
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// How long a FIFO's reader may take to come. Whoever waits in the call that opens it hears no signal.
const READER_COMES_WITHIN: Duration = Duration::from_millis(if cfg!(test) { 200 } else { 5_000 });
const BETWEEN_TRIES: Duration = Duration::from_millis(20);

/// Opens what is no regular file; a FIFO once somebody reads it.
fn open_stream(mut options: fs::OpenOptions, path: &Path) -> io::Result<File> {
    if !fs::symlink_metadata(path).is_ok_and(|found| found.file_type().is_fifo()) {
        return options.open(path);
    }
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    let began = Instant::now();
    loop {
        match options.open(path) {
            Err(error) if error.raw_os_error() == Some(Errno::NXIO.raw_os_error()) => {
                if began.elapsed() > READER_COMES_WITHIN {
                    return Err(io::Error::other("nobody reads this FIFO; start its reader first"));
                }
                std::thread::sleep(BETWEEN_TRIES);
            }
            opened => {
                let file = opened?;
                // From here on it waits for a slow reader.
                fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
                return Ok(file);
            }
        }
    }
}

/// How to open what is no regular file and must not be replaced; None where a file is to be renamed to this name.
fn stream(path: &Path) -> io::Result<Option<fs::OpenOptions>> {
    let mut options = File::options();
    options.write(true);
    let folder = absolute(path)?;
    let folder = folder_of(&folder);
    if folder == Path::new("/dev") || folder.starts_with("/proc") {
        // /dev/stdout and /dev/fd/3 are links. They are the system's: nobody else makes names there.
        return Ok(Some(options));
    }
    match fs::symlink_metadata(path) {
        // A folder fails when it is opened, with the right words.
        Ok(found) if !found.is_file() && !found.is_symlink() => {
            options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed());
            Ok(Some(options))
        }
        _ => Ok(None),
    }
}

fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new("/"))
}

/// The absolute path. Links in its folder are resolved, so that it can be told from others; one at its end is not.
fn absolute(path: &Path) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::IsADirectory)?;
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.canonicalize()?,
        _ => Path::new(".").canonicalize()?,
    };
    Ok(folder.join(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn write(path: &Path, access: Access) {
        let mut output = OutputFile::create(path, access).unwrap();
        output.write_all(b"new").unwrap();
        output.publish().unwrap();
    }

    fn mode(path: &Path) -> u32 {
        fs::symlink_metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_planted_link_is_replaced_and_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [victim, link] = ["victim", "link"].map(|name| folder.path().join(name));
        fs::write(&victim, "kept").unwrap();
        for target in [victim.as_path(), Path::new("nowhere"), Path::new("/dev/null")] {
            for access in [Access::Owner, Access::AsBefore] {
                let _ = fs::remove_file(&link);
                symlink(target, &link).unwrap();
                write(&link, access);
                assert!(fs::symlink_metadata(&link).unwrap().is_file(), "{target:?}");
                assert_eq!(fs::read(&link).unwrap(), b"new");
                assert_eq!(fs::read(&victim).unwrap(), b"kept");
            }
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn the_mode_of_a_file_stays_and_what_is_the_owners_is_for_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        for before in [0o600, 0o640, 0o666] {
            fs::write(&path, "old").unwrap();
            fs::set_permissions(&path, Permissions::from_mode(before)).unwrap();
            write(&path, Access::AsBefore);
            assert_eq!(mode(&path), before);
        }
        write(&path, Access::Owner);
        assert_eq!(mode(&path), 0o600);
    }

    #[test]
    fn a_fifo_is_written_to_once_somebody_reads_it_and_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("fifo");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        let refused = OutputFile::create(&path, Access::AsBefore).unwrap_err();
        assert!(refused.to_string().contains("nobody reads this FIFO"), "{refused}");
        let reader = std::thread::spawn({
            let path = path.clone();
            move || fs::read(path).unwrap()
        });
        let mut output = loop {
            // It may take a moment until the reader is there.
            if let Ok(output) = OutputFile::create(&path, Access::AsBefore) {
                break output;
            }
        };
        // More than a pipe holds: it waits for its reader.
        let content = vec![b'x'; 1 << 20];
        output.write_all(&content).unwrap();
        output.publish().unwrap();
        assert_eq!(reader.join().unwrap(), content);
        assert!(fs::symlink_metadata(&path).unwrap().file_type().is_fifo());
    }

    #[test]
    fn nothing_appears_before_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("f");
        OutputFile::check(&path).unwrap();
        let output = OutputFile::create(&path, Access::Owner).unwrap();
        assert_eq!(output.paths().len(), 2);
        assert!(!path.exists());
        drop(output);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
        for unwritable in [folder.path().join("no/f"), PathBuf::from("/proc/none")] {
            assert!(OutputFile::check(&unwritable).is_err(), "{unwritable:?}");
        }
        OutputFile::check(Path::new("/dev/null")).unwrap();
        assert!(OutputFile::create(folder.path(), Access::Owner).is_err());
        let null = OutputFile::create(Path::new("/dev/null"), Access::Owner).unwrap();
        assert_eq!(null.paths(), Vec::<PathBuf>::new());
    }
}
