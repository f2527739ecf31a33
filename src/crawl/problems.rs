//! What a crawl could not read. Never fatal: counted, and the first few named.

use super::counts::Counts;
use super::outcome::{CrawlOutcome, Unreadable};
use std::io::ErrorKind;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How many are named; the rest is a count.
const NAMED: usize = 20;

/// What could not be read, gathered from all threads.
#[derive(Debug, Default)]
pub(super) struct Problems(Mutex<Tally>);

#[derive(Debug, Default)]
struct Tally {
    unreadable: u64,
    vanished: u64,
    /// The first few that were unreadable.
    named: Vec<Unreadable>,
}

impl Problems {
    /// Counts what went wrong at `path`. Whether it could not be read; otherwise it is gone.
    pub(super) fn add(&self, path: &Path, error: &std::io::Error) -> bool {
        match error.kind() {
            // Gone, or no longer a folder, since its name was read: nothing that anybody could mend.
            ErrorKind::NotFound | ErrorKind::NotADirectory => {
                self.add_vanished();
                return false;
            }
            _ => self.add_unreadable(|| Unreadable { path: Some(path.into()), reason: error.to_string() }),
        }
        true
    }

    /// Counts an error of the walking crate, which wraps the path and the cause. The path of what could not be read, as far as
    /// it is known; None where it is gone.
    pub(super) fn add_walk_error<'e>(&self, error: &'e ignore::Error) -> Option<Option<&'e Path>> {
        match (path_of(error), error.io_error()) {
            (Some(path), Some(cause)) => self.add(path, cause).then_some(Some(path)),
            (path, _) => {
                self.add_unreadable(|| Unreadable { path: None, reason: error.to_string() });
                Some(path)
            }
        }
    }

    /// Counts an entry that was there when its folder was read and gone when it was looked at.
    pub(super) fn add_vanished(&self) {
        self.tally().vanished += 1;
    }

    fn add_unreadable(&self, named: impl FnOnce() -> Unreadable) {
        let mut tally = self.tally();
        tally.unreadable += 1;
        if tally.named.len() < NAMED {
            tally.named.push(named());
        }
    }

    /// The outcome of a walk that counted so much in so long.
    pub(super) fn into_outcome(self, counts: Counts, elapsed: Duration) -> CrawlOutcome {
        let tally = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        CrawlOutcome {
            counts,
            unreadable: tally.unreadable,
            first_unreadable: tally.named,
            vanished: tally.vanished,
            elapsed,
        }
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

    fn outcome(problems: Problems) -> CrawlOutcome {
        problems.into_outcome(Counts::default(), Duration::ZERO)
    }

    fn denied(path: &str) -> Unreadable {
        Unreadable { path: Some(path.into()), reason: "permission denied".into() }
    }

    #[test]
    fn what_vanished_is_counted_and_not_named() {
        let problems = Problems::default();
        problems.add(Path::new("/a"), &io::Error::from(ErrorKind::NotFound));
        problems.add(Path::new("/b"), &io::Error::from(ErrorKind::NotADirectory));
        let outcome = outcome(problems);
        assert_eq!((outcome.unreadable, outcome.vanished), (0, 2));
        assert_eq!(outcome.first_unreadable, []);
    }

    #[test]
    fn the_first_twenty_are_named_and_the_rest_counted() {
        let problems = Problems::default();
        for i in 0..1_025 {
            problems.add(Path::new(&format!("/a\n{i}")), &io::Error::from(ErrorKind::PermissionDenied));
        }
        let outcome = outcome(problems);
        assert_eq!((outcome.unreadable, outcome.vanished), (1_025, 0));
        assert_eq!(outcome.first_unreadable.len(), NAMED);
        assert_eq!(outcome.first_unreadable[0], denied("/a\n0"));
    }

    #[test]
    fn an_error_of_the_walk_is_unwrapped() {
        let problems = Problems::default();
        let cause = ignore::Error::Io(io::Error::from(ErrorKind::PermissionDenied));
        let at = ignore::Error::WithPath { path: "/x".into(), err: Box::new(cause) };
        problems.add_walk_error(&ignore::Error::WithDepth { depth: 1, err: Box::new(at) });
        assert_eq!(outcome(problems).first_unreadable, [denied("/x")]);
    }
}
