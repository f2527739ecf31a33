//! Audit events on files that all nights have: LucidLink logs, or a CSV of updates.

use super::random::{Draw, Shuffle};
use super::tree::{Notation, Tree};
use jiff::Timestamp;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Computers that write logs, numbered from 0.
pub const NODES: u64 = 4;

/// Of so many accesses one is a write, as in a week of one user's real log.
const EVENTS_PER_WRITE: u64 = 30;

const USERS: u64 = 30;

/// Which accesses are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessSpec {
    /// The files are there at every night from 0 to this one.
    pub night: u64,
    /// How many accesses, evenly spread over the time.
    pub events: u64,
    /// Of exactly how many files.
    pub files: u64,
    /// The time of the first one, in seconds since 1970.
    pub begin_unix: i64,
    /// From then on, until so many seconds later.
    pub lasting_s: u64,
}

/// Accesses of some files of a tree, in no order.
#[derive(Debug, Clone)]
pub struct Accesses<'t> {
    tree: &'t Tree,
    spec: AccessSpec,
    chosen: Shuffle,
    order: Shuffle,
}

impl Tree {
    /// Accesses of this tree's files. With a smaller number of files they are some of those of a larger one.
    ///
    /// Fails when there are not so many files, or fewer events than files.
    pub fn accesses(&self, spec: AccessSpec) -> io::Result<Accesses<'_>> {
        let there = self.files_through(spec.night);
        if spec.files == 0 || spec.files > there || spec.files > spec.events {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("{} events cannot be accesses of {} of {there} files", spec.events, spec.files),
            ));
        }
        let chosen = Shuffle::new(self.seed, Draw::Access, there);
        let order = Shuffle::new(self.seed, Draw::Event, spec.events);
        Ok(Accesses { tree: self, spec, chosen, order })
    }
}

impl Accesses<'_> {
    /// Writes a closed log for each node below a folder: `.lucid_audit/<node>/<year>/<month>/<begin>.log`.
    pub fn write_logs(&self, folder: &Path) -> io::Result<()> {
        for node in 0..NODES {
            let path = folder.join(self.log_name(node)?);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            self.write_log(node, &mut BufWriter::with_capacity(1 << 20, File::create(path)?))?;
        }
        Ok(())
    }

    /// The name of a node's log, below the root of the filespace.
    fn log_name(&self, node: u64) -> io::Result<PathBuf> {
        let begin = Timestamp::from_second(self.spec.begin_unix)
            .map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        Ok(format!(".lucid_audit/{}/{}", node + 1, begin.strftime("%Y/%m/%Y-%m-%dT%H.%M.%SZ.log")).into())
    }

    /// Writes the events that one node logs.
    pub fn write_log(&self, node: u64, out: &mut impl Write) -> io::Result<()> {
        let mut path = String::new();
        for event in (node..self.spec.events).step_by(NODES as usize) {
            let number = self.file(event, &mut path, Notation::Rooted);
            let drawn = self.tree.draw(Draw::User, event);
            let user = drawn % USERS;
            writeln!(
                out,
                concat!(
                    r#"{{"timestamp":{},"schemaVersion":"1.1","operation":{{"action":"{}","fileId":"{}","#,
                    r#""entryPath":"{}"}},"user":{{"id":"u{}","name":"ann{:02}@example.com"}},"#,
                    r#""device":{{"hostName":"ws-{:02}","osName":"macOS","osVersion":"14.2"}},"#,
                    r#""event":{{"nodeId":"{}","filespace":"fs.ws","filespaceUuid":"5d0c6a52"}}}}"#
                ),
                self.time_micros(event),
                if (drawn / USERS).is_multiple_of(EVENTS_PER_WRITE) { "FileWritten" } else { "FileRead" },
                number + 1,
                path,
                user,
                user,
                user,
                node + 1,
            )?;
        }
        out.flush()
    }

    /// Writes the same events as the CSV of updates that agents send, each with an id.
    pub fn write_updates(&self, out: &mut impl Write, notation: Notation) -> io::Result<()> {
        writeln!(out, "file_path,new_last_accessed,audit_event_id")?;
        let mut path = String::new();
        for event in 0..self.spec.events {
            self.file(event, &mut path, notation);
            let time_unix = self.time_micros(event) / 1_000_000;
            writeln!(out, "{path},{time_unix},{}-{event}", self.spec.begin_unix)?;
        }
        out.flush()
    }

    fn time_micros(&self, event: u64) -> i128 {
        let after =
            u128::from(event) * u128::from(self.spec.lasting_s) * 1_000_000 / u128::from(self.spec.events);
        i128::from(self.spec.begin_unix) * 1_000_000 + after as i128
    }

    /// Gives the number and the path of the file that an event is about.
    fn file(&self, event: u64, path: &mut String, notation: Notation) -> u64 {
        let chosen = self.chosen.at(self.order.at(event) % self.spec.files);
        let file = self.tree.file_through(self.spec.night, chosen);
        let first = self.tree.first_in_dir(file.slot);
        path.clear();
        self.tree.push_dir(path, first, notation);
        path.push(notation.separator());
        self.tree.push_name(path, &file, first);
        file.number
    }
}
