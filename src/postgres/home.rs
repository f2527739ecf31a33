//! Where the private server lives.

use super::account::Account;
use super::error::failed;
use super::folder::{make_private, set_mode};
use crate::error::{Error, ErrorKind, Result};
use rustix::fs::{FlockOperation, OFlags, flock};
use std::env;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::ErrorKind as Io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// The database that tierload keeps its tables in.
pub(super) const DATABASE: &str = "tierload";
/// The superuser that initdb makes: a fixed name, so that the URL is the same whoever runs tierload.
pub(super) const SUPERUSER: &str = "tierload";
/// `sun_path` holds 108 bytes on Linux and 104 elsewhere, the closing NUL included.
const SOCKET_PATH_LIMIT: usize = if cfg!(target_os = "linux") { 107 } else { 103 };
const PORT: u16 = 5432;

/// The folders and files of one private server.
#[derive(Debug)]
pub(super) struct Home {
    /// `TIERLOAD_HOME` or the usual place.
    pub(super) root: PathBuf,
    /// All that belongs to the server.
    pub(super) pg: PathBuf,
    /// PostgreSQL's data folder.
    pub(super) data: PathBuf,
    /// The folder of the Unix socket.
    pub(super) run: PathBuf,
    /// The folder of the log.
    pub(super) log: PathBuf,
}

impl Home {
    /// `TIERLOAD_HOME` when set, else the platform's usual place.
    pub(super) fn from_env() -> Result<Home> {
        let root = match env::var_os("TIERLOAD_HOME").filter(|value| !value.is_empty()) {
            Some(value) => PathBuf::from(value),
            None => usual_place()?,
        };
        Home::at(&root)
    }

    fn at(root: &Path) -> Result<Home> {
        let root = resolve(&std::path::absolute(root).map_err(failed("cannot resolve", root))?);
        if root.to_str().is_none_or(|text| text.contains(['\n', '\0'])) {
            return Err(Error::usage(format!(
                "TIERLOAD_HOME is {root:?}; PostgreSQL's configuration needs a path in UTF-8 without line breaks"
            )));
        }
        let pg = root.join("pg");
        let run = socket_folder(&pg);
        Ok(Home { data: pg.join("data"), log: pg.join("log"), run, pg, root })
    }

    /// The file without which nothing here is deleted.
    pub(super) fn marker(&self) -> PathBuf {
        self.pg.join("made-by-tierload")
    }

    /// The file by which a postmaster claims its socket.
    pub(super) fn socket_lock(&self) -> PathBuf {
        self.run.join(format!(".s.PGSQL.{PORT}.lock"))
    }

    /// What PostgreSQL writes to its standard error.
    pub(super) fn log_file(&self) -> PathBuf {
        self.log.join("server.log")
    }

    /// The connection URL of one database. The port is said because `PGPORT` would change it for psql.
    pub(super) fn url(&self, database: &str) -> String {
        let host = percent_encode(&self.run.to_string_lossy());
        format!("postgresql:///{database}?host={host}&port={PORT}&user={SUPERUSER}")
    }

    /// The same for libpq's programs.
    pub(super) fn libpq_env(&self) -> [(&'static str, String); 4] {
        let host = self.run.to_string_lossy().into_owned();
        [
            ("PGHOST", host),
            ("PGPORT", PORT.to_string()),
            ("PGUSER", SUPERUSER.into()),
            ("PGDATABASE", DATABASE.into()),
        ]
    }

    /// The major version that made the data folder; `None` when there is none yet.
    pub(super) fn data_major(&self) -> Result<Option<u32>> {
        let file = self.data.join("PG_VERSION");
        let text = match fs::read_to_string(&file) {
            Ok(text) => text,
            Err(error) if error.kind() == Io::NotFound => return Ok(None),
            Err(error) => return Err(failed("cannot read", &file)(error)),
        };
        let major = text.trim().parse();
        major.map(Some).map_err(|_| {
            Error::new(
                ErrorKind::PrivateServer,
                format!("{} holds {:?}, not a PostgreSQL version", file.display(), text.trim()),
            )
        })
    }

    /// Makes the home itself. As root its new folders are opened to all, whatever the umask, because the server's
    /// user has to pass through them.
    pub(super) fn make_root(&self, account: &Account) -> Result<()> {
        let mode = if account.is_other() { 0o755 } else { 0o700 };
        let missing: Vec<_> = self.pg.ancestors().take_while(|folder| !folder.exists()).collect();
        for folder in missing.into_iter().rev() {
            match DirBuilder::new().mode(mode).create(folder) {
                Err(error) if error.kind() == Io::AlreadyExists => continue,
                made => made.map_err(failed("cannot make the folder", folder))?,
            }
            set_mode(folder, mode)?;
        }
        Ok(())
    }

    /// Makes the folder of the socket and that of the log, or checks that they are what they should be: the socket
    /// may be in a folder that everybody can write to.
    pub(super) fn make_private_folders(&self, account: &Account) -> Result<()> {
        for folder in [&self.run, &self.log] {
            make_private(folder, account)?;
        }
        Ok(())
    }

    /// Waits for the lock of this home. It is free again when the returned file is dropped or the process ends.
    pub(super) fn lock(&self) -> Result<File> {
        let path = self.root.join("lock");
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true).mode(0o600);
        let file = options.custom_flags(OFlags::NOFOLLOW.bits().cast_signed()).open(&path);
        let file = file.map_err(failed("cannot open the lock file", &path))?;
        flock(&file, FlockOperation::LockExclusive)
            .map_err(|errno| failed("cannot lock", &path)(errno.into()))?;
        Ok(file)
    }
}

/// The folder that the platform keeps such data in. Root's own home is closed to the server's user.
fn usual_place() -> Result<PathBuf> {
    if rustix::process::geteuid().is_root() {
        return Ok(PathBuf::from("/var/lib/tierload"));
    }
    let absolute = |name| env::var_os(name).map(PathBuf::from).filter(|path: &PathBuf| path.is_absolute());
    if let Some(folder) = absolute("XDG_DATA_HOME") {
        return Ok(folder.join("tierload"));
    }
    let below = if cfg!(target_os = "macos") { "Library/Application Support" } else { ".local/share" };
    let home = absolute("HOME").ok_or_else(|| {
        Error::usage("HOME is not set: set TIERLOAD_HOME to the folder the database shall live in")
    })?;
    Ok(home.join(below).join("tierload"))
}

/// Follows the symbolic links in the part of the path that exists, so that two ways to one home are one home.
fn resolve(path: &Path) -> PathBuf {
    for ancestor in path.ancestors() {
        if let (Ok(real), Ok(rest)) = (ancestor.canonicalize(), path.strip_prefix(ancestor)) {
            return real.components().chain(rest.components()).collect();
        }
    }
    path.to_path_buf()
}

/// `pg/run`, or a short path made from it when the socket's name would be too long.
fn socket_folder(pg: &Path) -> PathBuf {
    let near = pg.join("run");
    let socket = near.join(format!(".s.PGSQL.{PORT}"));
    if socket.as_os_str().len() <= SOCKET_PATH_LIMIT {
        return near;
    }
    let uid = rustix::process::geteuid();
    let name = xxhash_rust::xxh64::xxh64(pg.as_os_str().as_encoded_bytes(), 0);
    // Not XDG_RUNTIME_DIR: it vanishes at log-out, and the server does not.
    let base = if uid.is_root() && Path::new("/run").is_dir() { "/run" } else { "/tmp" };
    Path::new(base).join(format!("tierload-{}-{name:016x}", uid.as_raw()))
}

fn percent_encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'_' | b'-' => {
                encoded.push(char::from(byte))
            }
            _ => encoded.push_str(&format!("%{byte:02X}")),
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_home_gets_a_short_socket_folder() {
        let short = Home::at(Path::new("/short")).unwrap();
        assert_eq!(short.run, Path::new("/short/pg/run"));
        let long = Home::at(&Path::new("/").join("x".repeat(120))).unwrap();
        assert!(long.run.as_os_str().len() < 60, "{:?}", long.run);
    }

    #[test]
    fn the_url_survives_odd_characters() {
        let home = Home::at(Path::new("/a b/ü&c")).unwrap();
        let config: tokio_postgres::Config = home.url("db").parse().unwrap();
        let host = tokio_postgres::config::Host::Unix("/a b/ü&c/pg/run".into());
        assert_eq!(config.get_hosts(), [host]);
        assert_eq!(config.get_user(), Some(SUPERUSER));
        assert_eq!(config.get_dbname(), Some("db"));
    }
}
