//! Files that the server refuses, told apart from the others of their batch: they are left out and told, lest one of them
//! stops its share for good.
//!
//! A batch is applied at once. Where the server refuses a row of it, the next round takes the same batch apart: halves of it
//! are tried, each under a savepoint, until every refused file stands alone. Then the others are applied.

use super::batch::{BatchTransaction, Paths};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limit;
use crate::lucid::{FileRows, SortedFiles};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The files of a batch.
pub(super) enum BatchFiles {
    /// Encoded; the batch fails where one of them is refused.
    AtOnce(FileRows),
    /// To be taken apart.
    Apart(SortedFiles),
}

/// A file that the server refuses.
#[derive(Debug)]
pub(super) struct RefusedFile {
    pub(super) path: Box<[u8]>,
    pub(super) why: String,
}

/// More of a batch, or a percentage of it, and it is not the files that are at fault but something of the server's.
const MOST: usize = 10;
const MOST_OF_ALL: Limit = Limit::Percent(1.0);

/// What is checked at commit alone would refuse all of the batch.
const NOT_AT_COMMIT: &str = "set constraints all immediate";

fn too_many(refused: usize, of: usize, path: &[u8], error: &Error) -> Error {
    let message = format!(
        "the server refuses {refused} of {of} files of a batch{}, among them {}: too many to be left out, nothing of the \
         batch is applied; the same command goes on once what refuses them is mended: {}",
        if refused < of { " or more" } else { "" },
        String::from_utf8_lossy(path),
        error.line()
    );
    Error::new(ErrorKind::RowRefused, message)
}

fn may_be_left_out(refused: usize, of: usize) -> bool {
    refused < of && (refused <= MOST || MOST_OF_ALL.allows(refused as u64, of as u64))
}

impl BatchTransaction<'_> {
    /// Applies the files of a batch, and returns those that the server refuses. The cursors stay where they are.
    pub(super) async fn apply(
        &mut self,
        files: BatchFiles,
        paths: Paths,
        now: Timestamp,
    ) -> Result<Vec<RefusedFile>> {
        self.tx.doing("cannot apply the batch");
        let watch = self.tx.watch().await?;
        let refused = match files {
            BatchFiles::AtOnce(files) => {
                watch.during(self.apply_all(files, paths, now)).await?;
                Vec::new()
            }
            BatchFiles::Apart(files) => watch.during(self.apply_apart(&files, paths, now)).await?,
        };
        self.effects.files_refused = refused.len() as u64;
        Ok(refused)
    }

    async fn apply_apart(
        &mut self,
        files: &SortedFiles,
        paths: Paths,
        now: Timestamp,
    ) -> Result<Vec<RefusedFile>> {
        let refused = self.find_refused(files, paths, now).await?;
        let others = (0..files.len()).filter(|file| !refused.contains_key(file));
        self.apply_all(files.rows(others), paths, now).await?;
        let told =
            |(file, error): (usize, Error)| RefusedFile { path: files.path(file).into(), why: error.line() };
        Ok(refused.into_iter().map(told).collect())
    }

    async fn find_refused(
        &mut self,
        files: &SortedFiles,
        paths: Paths,
        now: Timestamp,
    ) -> Result<BTreeMap<usize, Error>> {
        let mut refused = BTreeMap::new();
        let mut ranges = vec![(0, files.len())];
        while let Some((start, end)) = ranges.pop() {
            let middle = start + (end - start) / 2;
            match self.attempt(files.rows(start..end), paths, now).await {
                Ok(()) => {}
                Err(error) if error.kind() != ErrorKind::RowRefused => return Err(error),
                Err(_) if end - start > 1 => ranges.extend([(middle, end), (start, middle)]),
                Err(error) if !may_be_left_out(refused.len() + 1, files.len()) => {
                    return Err(too_many(refused.len() + 1, files.len(), files.path(start), &error));
                }
                Err(error) => {
                    refused.insert(start, error);
                }
            }
        }
        Ok(refused)
    }

    /// Applies files and takes it back.
    async fn attempt(&mut self, files: FileRows, paths: Paths, now: Timestamp) -> Result<()> {
        let mut attempt = self.nested().await?;
        let applied = match attempt.apply_all(files, paths, now).await {
            Ok(()) => attempt.tx.batch(NOT_AT_COMMIT).await,
            failed => failed,
        };
        match applied {
            Err(error) if error.kind() != ErrorKind::RowRefused => Err(error),
            outcome => {
                attempt.tx.rollback().await?;
                outcome
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_refused_are_a_few_of_many() {
        for (refused, of, few) in [
            (1, 1, false),
            (1, 2, true),
            (10, 11, true),
            (11, 12, false),
            (11, 1_100, true),
            (12, 1_100, false),
        ] {
            assert_eq!(may_be_left_out(refused, of), few, "{refused} of {of}");
        }
    }
}
