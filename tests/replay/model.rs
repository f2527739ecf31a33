//! What must follow from a history, by code that anybody can check.

use super::history::Change;
use std::collections::{BTreeMap, BTreeSet};

/// A day, in seconds.
const DAY: i64 = 86_400;

/// When the first walk began: long before any test runs.
const FIRST_WALK: i64 = 1_600_000_000;

/// What a dump says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Seen {
    pub(super) size: i64,
    pub(super) atime: Option<i64>,
    pub(super) mtime: i64,
}

/// A file that was ever known.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// What the last scan that saw it said; None when an audit log alone knows it.
    seen: Option<Seen>,
    audit: Option<i64>,
    removed: bool,
}

/// A share as it is, and all that was ever seen of it.
#[derive(Debug, Default)]
pub(super) struct Share {
    tree: BTreeMap<String, Seen>,
    days: i64,
    has_times: bool,
    clock: i64,
    known: BTreeMap<String, Known>,
    /// Every folder that ever held a file.
    folders: BTreeSet<String>,
    /// What each published scan saw.
    pub(super) snapshots: Vec<BTreeMap<String, Seen>>,
}

/// Whether a walk of a folder finds a file; one of the whole share finds all.
fn lies_below(file: &str, under: Option<&str>) -> bool {
    under.is_none_or(|under| file.strip_prefix(under).is_some_and(|rest| rest.starts_with('/')))
}

/// Where the file of a name lies: four folders, one below another one.
fn path(name: u8) -> String {
    let folder = ["/a", "/a/b", "/c", ""][usize::from(name % 4)];
    format!("{folder}/n{name}")
}

impl Share {
    pub(super) fn new() -> Share {
        Share { has_times: true, ..Share::default() }
    }

    /// When the walk of the next scan begins.
    pub(super) fn walk(&self) -> i64 {
        FIRST_WALK + self.days * DAY
    }

    /// The path of an access: names that no tree has come last.
    pub(super) fn path(name: u8) -> String {
        path(name)
    }

    fn tick(&mut self) -> i64 {
        self.clock += 1;
        FIRST_WALK - 1_000 * DAY + self.clock
    }

    pub(super) fn change(&mut self, change: &Change) {
        let now = self.tick();
        match change {
            Change::Add(name) => {
                let file = path(*name);
                if !self.tree.keys().any(|other| other.starts_with(&format!("{file}/"))) {
                    self.tree.insert(file, Seen { size: now % 1000, atime: Some(now), mtime: now });
                }
            }
            Change::Remove(name) => {
                self.tree.remove(&path(*name));
            }
            Change::Grow(name) => {
                if let Some(file) = self.tree.get_mut(&path(*name)) {
                    file.size += 1;
                    file.mtime = now;
                }
            }
            Change::Read(name) => {
                if let Some(file) = self.tree.get_mut(&path(*name)) {
                    file.atime = Some(now);
                }
            }
            Change::RenameFolder(from, to) => {
                let folders = ["/a/", "/a/b/", "/c/", "/d/"];
                let (from, to) = (folders[usize::from(*from)], folders[usize::from(*to)]);
                let moved: Vec<String> =
                    self.tree.keys().filter(|file| file.starts_with(from)).cloned().collect();
                for file in moved {
                    if let Some(seen) = self.tree.remove(&file) {
                        self.tree.insert(format!("{to}{}", &file[from.len()..]), seen);
                    }
                }
            }
            Change::FileToFolder(name) => {
                let file = path(*name);
                if let Some(seen) = self.tree.remove(&file) {
                    self.tree.insert(format!("{file}/inside"), seen);
                }
            }
            Change::FolderToFile(name) => {
                let file = path(*name);
                self.tree.retain(|other, _| !other.starts_with(&format!("{file}/")));
                self.tree.insert(file, Seen { size: 7, atime: Some(now), mtime: now });
            }
            Change::ForgetTimes => self.has_times = false,
            Change::RememberTimes => self.has_times = true,
        }
        // A scan that holds no file is refused.
        if self.tree.is_empty() {
            self.tree.insert("/keep".to_owned(), Seen { size: 1, atime: Some(now), mtime: now });
        }
    }

    /// Whether a walk of this folder finds something.
    pub(super) fn has_files_below(&self, folder: &str) -> bool {
        self.tree.keys().any(|file| lies_below(file, Some(folder)))
    }

    /// The dump of the tree, or of a folder of it, as it is.
    pub(super) fn dump(&self, under: Option<&str>) -> String {
        let mut text = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n".to_owned();
        for (file, seen) in self.tree.iter().filter(|(file, _)| lies_below(file, under)) {
            let (dir, name) = file.rsplit_once('/').unwrap();
            let dir = if dir.is_empty() { "/" } else { dir };
            let atime = seen.atime.filter(|_| self.has_times).map_or(String::new(), |time| time.to_string());
            text += &format!("{dir},{name},{},{atime},{},\n", seen.size, seen.mtime);
        }
        text
    }

    /// A scan of the tree, or of a folder of it, is published.
    pub(super) fn scan(&mut self, under: Option<&str>) {
        let walk = self.walk();
        self.days += 1;
        let seen_now = |seen: &Seen| Seen { atime: seen.atime.filter(|_| self.has_times), ..seen.clone() };
        let walked = self.tree.iter().filter(|(file, _)| lies_below(file, under));
        let snapshot: BTreeMap<String, Seen> =
            walked.map(|(file, seen)| (file.clone(), seen_now(seen))).collect();
        let parents =
            |file: &str| file.match_indices('/').map(|(at, _)| file[..at].to_owned()).collect::<Vec<_>>();
        self.folders.extend(snapshot.keys().flat_map(|file| parents(file)));
        for (file, now) in &snapshot {
            let known =
                self.known.entry(file.clone()).or_insert(Known { seen: None, audit: None, removed: false });
            let mut now = now.clone();
            if !self.has_times {
                // What a dump has no column for does not erase what is known.
                now.atime = known.seen.as_ref().filter(|_| !known.removed).and_then(|before| before.atime);
            }
            known.seen = Some(now);
            known.removed = false;
        }
        for (file, known) in &mut self.known {
            // A file that an audit log alone knows was made known after every walk here began.
            let speaks_against = !lies_below(file, under)
                || known.seen.is_none()
                || known.audit.is_some_and(|access| access > walk);
            if !snapshot.contains_key(file) && !speaks_against {
                known.removed = true;
            }
        }
        self.snapshots.push(snapshot);
    }

    /// An agent says that a file was accessed.
    pub(super) fn access(&mut self, file: &str, at: i64) {
        match self.known.get_mut(file) {
            // An update does not say whether it is of a file.
            None if self.folders.contains(file) => {}
            None => {
                self.known.insert(file.to_owned(), Known { seen: None, audit: Some(at), removed: false });
            }
            // Of a removed one as well: it may only have been missed.
            Some(known) => {
                if known.audit.is_none_or(|latest| at > latest) {
                    known.audit = Some(at);
                }
            }
        }
    }

    /// The tree holds something.
    pub(super) fn start(&mut self) {
        if self.tree.is_empty() {
            self.change(&Change::Add(0));
        }
    }

    /// The rows of `file_current`: path, size, latest access, change.
    pub(super) fn present(&self) -> Vec<String> {
        let present = self.known.iter().filter(|(_, known)| !known.removed);
        present.map(|(file, known)| line(file, known)).collect()
    }

    /// The rows of `file_removed`.
    pub(super) fn removed(&self) -> Vec<String> {
        let removed = self.known.iter().filter(|(_, known)| known.removed);
        removed.map(|(file, known)| line(file, known)).collect()
    }
}

fn text(value: Option<i64>) -> String {
    value.map_or("-".to_owned(), |value| value.to_string())
}

fn line(file: &str, known: &Known) -> String {
    let seen = known.seen.as_ref();
    let atime = seen.and_then(|seen| seen.atime).max(known.audit);
    format!(
        "{file}|{}|{}|{}",
        text(seen.map(|seen| seen.size)),
        text(atime),
        text(seen.map(|seen| seen.mtime))
    )
}

/// The rows of a snapshot.
pub(super) fn rows(snapshot: &BTreeMap<String, Seen>) -> Vec<String> {
    let row =
        |(file, seen): (&String, &Seen)| format!("{file}|{}|{}|{}", seen.size, text(seen.atime), seen.mtime);
    snapshot.iter().map(row).collect()
}
