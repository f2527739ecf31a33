//! Files that the server refuses, told apart from the others of their batch: they are left out and told, lest one of them
//! stops its share for good.
//!
//! A batch is applied at once. Where the server refuses a row of it, the next round takes the same batch apart: halves of it
//! are tried, each under a savepoint, until every refused file stands alone. Then the others are applied.

use super::batch::{BatchTransaction, Paths};
use super::refusals::{Refusals, RefusedFile};
use crate::error::{Error, ErrorKind, Result};
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

impl BatchFiles {
    /// How many they are.
    pub(super) fn len(&self) -> usize {
        match self {
            BatchFiles::AtOnce(files) => usize::try_from(files.files).unwrap_or(usize::MAX),
            BatchFiles::Apart(files) => files.len(),
        }
    }
}

/// What is checked at commit alone would refuse all of the batch.
const NOT_AT_COMMIT: &str = "set constraints all immediate";

impl BatchTransaction<'_> {
    /// Applies the files of a batch, and returns those that the server refuses, if they are few with those of the run before.
    /// The cursors stay where they are.
    pub(super) async fn apply(
        &mut self,
        files: BatchFiles,
        before: &Refusals,
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
            BatchFiles::Apart(files) => watch.during(self.apply_apart(&files, before, paths, now)).await?,
        };
        self.effects.files_refused = refused.len() as u64;
        Ok(refused)
    }

    async fn apply_apart(
        &mut self,
        files: &SortedFiles,
        before: &Refusals,
        paths: Paths,
        now: Timestamp,
    ) -> Result<Vec<RefusedFile>> {
        let refused = self.find_refused(files, before, paths, now).await?;
        let others = (0..files.len()).filter(|file| !refused.contains_key(file));
        self.apply_all(files.rows(others), paths, now).await?;
        let told =
            |(file, error): (usize, Error)| RefusedFile { path: files.path(file).into(), why: error.line() };
        Ok(refused.into_iter().map(told).collect())
    }

    async fn find_refused(
        &mut self,
        files: &SortedFiles,
        before: &Refusals,
        paths: Paths,
        now: Timestamp,
    ) -> Result<BTreeMap<usize, Error>> {
        let mut refused = BTreeMap::new();
        let mut of_batch = before.of_batch(files.len());
        let mut ranges = vec![(0, files.len())];
        while let Some((start, end)) = ranges.pop() {
            let middle = start + (end - start) / 2;
            match self.attempt(files.rows(start..end), paths, now).await {
                Ok(()) => {}
                Err(error) if error.kind() != ErrorKind::RowRefused => return Err(error),
                Err(_) if end - start > 1 => ranges.extend([(middle, end), (start, middle)]),
                Err(error) => {
                    of_batch.add(files.path(start), &error)?;
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
