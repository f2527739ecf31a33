//! Files that the server refused in a run: each is named once, and a few may be left out, of a batch and of the run.

use crate::error::{Error, ErrorKind};
use crate::limits::Limit;
use std::collections::HashSet;

/// More of a batch or of the run, or a percentage of it, and it is not the files that are at fault but something of the
/// server's.
const MOST: u64 = 10;
const MOST_OF_ALL: Limit = Limit::Percent(1.0);

/// Refused files that are named; all are counted.
const NAMED: usize = 20;

/// A file that the server refuses.
#[derive(Debug)]
pub(super) struct RefusedFile {
    pub(super) path: Box<[u8]>,
    pub(super) why: String,
}

/// What was refused in the batches of a run that are committed.
#[derive(Debug, Default)]
pub(super) struct Refusals {
    files: HashSet<Box<[u8]>>,
    /// Files of these batches.
    of: u64,
}

impl Refusals {
    /// What there will be with a batch of so many files.
    pub(super) fn of_batch(&self, files: usize) -> OfBatch<'_> {
        OfBatch { run: self, of: files as u64, refused: 0, new: 0 }
    }

    /// Counts a batch that is committed, and names the files of it that the server refused, each once.
    pub(super) fn add(&mut self, refused: Vec<RefusedFile>, of: usize) {
        self.of += of as u64;
        for RefusedFile { path, why } in refused {
            if self.files.len() < NAMED && !self.files.contains(&path) {
                tracing::warn!(
                    "{} is left out, the server refuses it: {why}",
                    String::from_utf8_lossy(&path)
                );
            }
            self.files.insert(path);
        }
    }

    /// How many files were refused.
    pub(super) fn files(&self) -> u64 {
        self.files.len() as u64
    }
}

/// What is refused of a batch.
pub(super) struct OfBatch<'r> {
    run: &'r Refusals,
    of: u64,
    refused: u64,
    /// Those that no batch before had.
    new: u64,
}

impl OfBatch<'_> {
    /// One more file is refused. An error when these are too many.
    pub(super) fn add(&mut self, path: &[u8], error: &Error) -> Result<(), Error> {
        self.refused += 1;
        self.new += u64::from(!self.run.files.contains(path));
        if self.refused == self.of || !are_few(self.refused, self.of) {
            return Err(too_many(self.refused, self.of, "a batch", path, error));
        }
        let (refused, of) = (self.run.files() + self.new, self.run.of + self.of);
        if !are_few(refused, of) {
            return Err(too_many(refused, of, "this run", path, error));
        }
        Ok(())
    }
}

fn are_few(refused: u64, of: u64) -> bool {
    refused <= MOST || MOST_OF_ALL.allows(refused, of)
}

fn too_many(refused: u64, of: u64, whole: &str, path: &[u8], error: &Error) -> Error {
    let message = format!(
        "the server refuses {refused} of {of} files of {whole}{}, among them {}: too many to be left out, nothing of the \
         batch is applied; the same command goes on once what refuses them is mended: {}",
        if refused < of { " or more" } else { "" },
        String::from_utf8_lossy(path),
        error.line()
    );
    Error::new(ErrorKind::RowRefused, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_are_a_few_of_many() {
        let error = Error::internal("no");
        let refused = |run: &Refusals, count: usize, of: usize| {
            let mut batch = run.of_batch(of);
            (0..count).all(|file| batch.add(file.to_string().as_bytes(), &error).is_ok())
        };
        let none = Refusals::default();
        for (count, of, few) in [
            (1, 1, false),
            (1, 2, true),
            (10, 11, true),
            (11, 12, false),
            (11, 1_100, true),
            (12, 1_100, false),
        ] {
            assert_eq!(refused(&none, count, of), few, "{count} of {of}");
        }
        let mut run = Refusals::default();
        let earlier = (0..8)
            .map(|file: u32| RefusedFile { path: file.to_string().as_bytes().into(), why: String::new() });
        run.add(earlier.collect(), 50);
        // Eight of them are those of before.
        assert!(refused(&run, 10, 50));
        assert!(!refused(&run, 11, 50));
        run.add(Vec::new(), 2_000);
        assert!(refused(&run, 10, 50) && !refused(&run, 11, 50), "a batch has its own limit");
    }
}
