//! What a crawl could not read. Never fatal: counted, and the first few named.

use indicatif::HumanCount;
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How many are named; the rest is a count.
const NAMED: usize = 20;

/// What could not be read, gathered from all threads.
#[derive(Debug, Default)]
pub(super) struct Problems(Mutex<Tally>);

#[derive(Debug, Default)]
struct Tally {
    unreadable: u64,
    vanished: u64,
    /// The first few that were unreadable, each a line.
    lines: Vec<String>,
}

impl Problems {
    /// Counts what went wrong at `path`.
    pub(super) fn add(&self, path: &Path, error: &std::io::Error) {
        match error.kind() {
            // Gone, or no longer a folder, since its name was read: nothing that anybody could mend.
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::StaleNetworkFileHandle => {
                self.add_vanished()
            }
            // Quoted and escaped: a name may hold anything, and this goes to a terminal.
            _ => self.add_unreadable(|| format!("{path:?}: {error}")),
        }
    }

    /// Counts an error of the walking crate, which wraps the path and the cause.
    pub(super) fn add_walk_error(&self, error: &ignore::Error) {
        match (path_of(error), error.io_error()) {
            (Some(path), Some(cause)) => self.add(path, cause),
            _ => self.add_unreadable(|| error.to_string()),
        }
    }

    /// Counts an entry that was there when its folder was read and gone when it was looked at.
    pub(super) fn add_vanished(&self) {
        self.tally().vanished += 1;
    }

    fn add_unreadable(&self, line: impl FnOnce() -> String) {
        let mut tally = self.tally();
        tally.unreadable += 1;
        if tally.lines.len() < NAMED {
            tally.lines.push(line());
        }
    }

    /// The lines to warn with: one for each of the first few, then how many more there are.
    pub(super) fn warnings(&self) -> Vec<String> {
        let tally = self.tally();
        let mut lines: Vec<String> = tally.lines.iter().map(|line| format!("cannot read {line}")).collect();
        let more = tally.unreadable - tally.lines.len() as u64;
        if more > 0 {
            lines.push(format!("cannot read {} more", HumanCount(more)));
        }
        lines
    }

    /// How many could not be read, and how many vanished.
    pub(super) fn counts(&self) -> (u64, u64) {
        let tally = self.tally();
        (tally.unreadable, tally.vanished)
    }

    fn tally(&self) -> MutexGuard<'_, Tally> {
        // A tally is whole between any two statements, whatever panicked elsewhere.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn path_of(error: &ignore::Error) -> Option<&Path> {
    match error {
        ignore::Error::WithPath { path, .. } => Some(path),
        ignore::Error::WithDepth { err, .. } | ignore::Error::WithLineNumber { err, .. } => path_of(err),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn what_vanished_is_counted_and_not_named() {
        let problems = Problems::default();
        problems.add(Path::new("/a"), &io::Error::from(ErrorKind::NotFound));
        problems.add(Path::new("/b"), &io::Error::from(ErrorKind::NotADirectory));
        assert_eq!(problems.counts(), (0, 2));
        assert!(problems.warnings().is_empty());
    }

    #[test]
    fn the_first_twenty_are_named_and_the_rest_counted() {
        let problems = Problems::default();
        for i in 0..1_025 {
            problems.add(Path::new(&format!("/a\n{i}")), &io::Error::from(ErrorKind::PermissionDenied));
        }
        let warnings = problems.warnings();
        assert_eq!(warnings[0], "cannot read \"/a\\n0\": permission denied");
        assert_eq!(warnings.len(), NAMED + 1);
        assert_eq!(warnings[NAMED], "cannot read 1,005 more");
    }

    #[test]
    fn an_error_of_the_walk_is_unwrapped() {
        let problems = Problems::default();
        let cause = ignore::Error::Io(io::Error::from(ErrorKind::PermissionDenied));
        let at = ignore::Error::WithPath { path: "/x".into(), err: Box::new(cause) };
        problems.add_walk_error(&ignore::Error::WithDepth { depth: 1, err: Box::new(at) });
        assert_eq!(problems.warnings(), ["cannot read \"/x\": permission denied"]);
    }
}
