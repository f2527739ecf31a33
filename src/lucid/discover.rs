//! Paths -> the log files they hold.
//!
//! A log is named by its node and its begin, never by its full name: `X.log.active` becomes `X.log` when it is closed,
//! and may be compressed later, and must continue where it was.
//!
//! - Under a `.lucid_audit` folder, however it was reached, the node is the folder below it: `<node_id>`.
//! - Elsewhere the node is the absolute path of the folder the log lies in, so that two such folders never share one.
//! - begin is the file's name without `.log`, `.active` and the compression. Under `.lucid_audit`, where a name does
//!   not start with a year, the folders between node and file stand before it (`2026/06/audit`), since such names
//!   may repeat from month to month.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::path::{Component, Path, PathBuf};
use std::{fmt, fs, io};

use crate::dump::input::Codec;

/// The folder of the logs in a filespace.
pub const AUDIT_FOLDER: &str = ".lucid_audit";

/// `<node>/<year>/<month>/<day>` is four levels; some more do no harm, and a loop must end.
const MAX_DEPTH: usize = 10;

/// What a cursor belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId {
    /// The daemon that writes it.
    pub node: String,
    /// The name of the file, without its suffixes: the time of the first event.
    pub begin: String,
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.node, self.begin)
    }
}

/// One log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFile {
    /// Its name for good.
    pub id: LogId,
    /// Where it is now.
    pub path: PathBuf,
    /// Whether it is still being written (`.active`).
    pub active: bool,
    /// How it is compressed, by its name; LucidLink writes plain ones.
    pub codec: Codec,
}

/// What could not be used. Never fatal: logs are renamed and deleted while they are read.
#[derive(Debug)]
pub enum Problem {
    /// A folder or file that is gone or cannot be read.
    Unreadable {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A second file of the same log, left out.
    Superseded {
        /// The one that is left out.
        path: PathBuf,
        /// The one that is read.
        by: PathBuf,
    },
}

/// The logs under some paths, ordered by node and begin, and what could not be used.
#[derive(Debug, Default)]
pub struct Found {
    /// The logs, each once.
    pub logs: Vec<LogFile>,
    /// What could not be used.
    pub problems: Vec<Problem>,
}

/// Finds the logs of each path: a filespace root that holds a `.lucid_audit`, such a folder or one below it, any other
/// folder of logs, or a single file.
///
/// Where two files are the same log the closed one is read, since it holds all of the active one: such pairs are left
/// by copying a folder twice. Of two closed ones the plain file is read: the other may be half compressed.
pub fn discover<P: AsRef<Path>>(paths: impl IntoIterator<Item = P>) -> Found {
    let mut walk = Walk::default();
    for path in paths {
        walk.start(path.as_ref());
    }
    Found { logs: walk.logs.into_values().collect(), problems: walk.problems }
}

#[derive(Default)]
struct Walk {
    logs: BTreeMap<LogId, LogFile>,
    problems: Vec<Problem>,
}

impl Walk {
    fn start(&mut self, path: &Path) {
        // Links in the path itself are resolved, so that a log has one name however it is reached.
        let path = match fs::canonicalize(path) {
            Ok(path) => path,
            Err(error) => return self.unreadable(path, error),
        };
        let audit = path.join(AUDIT_FOLDER);
        match fs::metadata(&path) {
            Err(error) => self.unreadable(&path, error),
            Ok(found) if found.is_dir() && audit.is_dir() => self.folder(&audit, MAX_DEPTH),
            Ok(found) if found.is_dir() => self.folder(&path, MAX_DEPTH),
            Ok(_) => match log_file(&path) {
                Some(log) => self.keep(log),
                None => self.unreadable(
                    &path,
                    io::Error::new(
                        io::ErrorKind::InvalidInput,
                        "not the name of a log (*.log, *.log.active)",
                    ),
                ),
            },
        }
    }

    fn folder(&mut self, folder: &Path, depth: usize) {
        let mut entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => return self.unreadable(folder, error),
        };
        entries.sort_by_key(fs::DirEntry::file_name);
        for entry in entries {
            let path = entry.path();
            match entry.file_type() {
                Err(error) => self.unreadable(&path, error),
                Ok(kind) if kind.is_dir() && depth > 0 => self.folder(&path, depth - 1),
                Ok(kind) if kind.is_file() => {
                    if let Some(log) = log_file(&path) {
                        self.keep(log);
                    }
                }
                Ok(_) => {}
            }
        }
    }

    fn keep(&mut self, log: LogFile) {
        match self.logs.entry(log.id.clone()) {
            Entry::Vacant(entry) => {
                entry.insert(log);
            }
            Entry::Occupied(mut entry) if entry.get().path != log.path => {
                let rank = |log: &LogFile| (log.active, log.codec, log.path.clone());
                let (kept, left) = if rank(entry.get()) <= rank(&log) {
                    (entry.get().clone(), log)
                } else {
                    let left = entry.get().clone();
                    (log, left)
                };
                self.problems.push(Problem::Superseded { path: left.path, by: kept.path.clone() });
                entry.insert(kept);
            }
            Entry::Occupied(_) => {}
        }
    }

    fn unreadable(&mut self, path: &Path, error: io::Error) {
        self.problems.push(Problem::Unreadable { path: path.to_owned(), error });
    }
}

/// What an absolute path says of a log; None where the name is not that of one.
fn log_file(path: &Path) -> Option<LogFile> {
    let name = path.file_name()?.to_string_lossy();
    let (name, codec) = Codec::of_name(&name);
    let (name, active) = name.strip_suffix(".active").map_or((name, false), |name| (name, true));
    let stem = name.strip_suffix(".log").filter(|stem| !stem.is_empty())?;
    let id = match below_audit_folder(path) {
        Some((node, _)) if starts_with_year(stem) => LogId { node, begin: stem.to_owned() },
        Some((node, between)) => LogId { node, begin: between + stem },
        None => LogId { node: path.parent()?.to_string_lossy().into_owned(), begin: stem.to_owned() },
    };
    Some(LogFile { id, path: path.to_owned(), active, codec })
}

/// The node, and the folders between it and the file. None for a file that lies in no node.
fn below_audit_folder(path: &Path) -> Option<(String, String)> {
    let folders: Vec<_> = path.parent()?.components().collect();
    let audit = folders.iter().rposition(|folder| *folder == Component::Normal(AUDIT_FOLDER.as_ref()))?;
    let (node, between) = folders[audit + 1..].split_first()?;
    let between = between.iter().map(|folder| folder.as_os_str().to_string_lossy() + "/");
    Some((node.as_os_str().to_string_lossy().into_owned(), between.collect()))
}

fn starts_with_year(stem: &str) -> bool {
    stem.len() > 4 && stem.as_bytes()[..4].iter().all(u8::is_ascii_digit) && stem.as_bytes()[4] == b'-'
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
