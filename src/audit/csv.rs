//! CSV files of updates -> batches -> transactions.
//!
//! An update with an id is applied once, whatever file it comes in. One without is known by its file's content and its
//! place in it: the ledger of logs has a cursor for each CSV, named by the fingerprint of its bytes.

use super::batch::{BatchTransaction, Paths};
use super::blocking::ended;
use super::cursors::{Move, Stored};
use super::input::{Csv, Rows};
use super::loader::{Loader, Reached};
use super::look::{Look, stored_path};
use super::outcome::BatchRead;
use super::processed;
use super::refusals::RefusedFile;
use crate::catalog::layout::keep_months;
use crate::dump::path::PathRules;
use crate::error::{Error, Result};
use crate::lucid::updates::{Row, Update};
use crate::lucid::{Coalesced, Cursor, FilesByDir, LogId, Reason, Reject};
use jiff::Timestamp;
use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::spawn_blocking;
use uuid::Uuid;

/// Rows of a batch; fewer where they are long.
const BATCH_ROWS: usize = 100_000;
const BATCH_BYTES: usize = 16 << 20;

impl Loader {
    /// From the cursor of a CSV to its end.
    pub(super) async fn updates_round(&mut self, csv: &Csv) -> Result<Reached> {
        let path = &csv.path;
        let unreadable = || Error::io("cannot read", path);
        keep_months(&self.target.database, self.target.tenant_id, Timestamp::now()).await?;
        let (id, mut stored) = match self.known(csv).await? {
            Some(known) => known,
            None if self.may_be_applied(csv).await? => (csv.id.clone(), Stored::NOTHING),
            None => return Ok(Reached::End),
        };
        self.waits_no_more(path);
        let raw_bytes = Arc::new(AtomicU64::new(0));
        let mut rows = csv.rows(self.rules.times, raw_bytes.clone())?;
        // Fewer only in tests.
        let batch_rows = BATCH_ROWS.min(self.limits.batch_paths);
        while !self.stopping() {
            let batch = next_batch(&mut rows, stored.cursor.offset, batch_rows).map_err(unreadable())?;
            let Some((batch, end)) = batch else {
                self.file_read(path.to_owned());
                self.outcome.bytes_read += raw_bytes.load(Ordering::Relaxed);
                return Ok(Reached::End);
            };
            let to = Stored {
                cursor: Cursor { offset: end, lines: None },
                events: stored.events + batch.len() as u64,
                first_line: None,
            };
            let moves = [Move { id: id.clone(), expected: stored, to }];
            if !self.apply_updates(path, &batch, &moves).await? {
                return Ok(Reached::Overtaken);
            }
            self.note(&id, to.events);
            stored = to;
        }
        Ok(Reached::End)
    }

    /// What the ledger says of a CSV, under the name that it is known by.
    async fn known(&mut self, csv: &Csv) -> Result<Option<(LogId, Stored)>> {
        let ids = csv.ids()?;
        let stored = self.stored(&ids).await?;
        Ok(ids.into_iter().find_map(|id| stored.get(&id).map(|stored| (id.clone(), *stored))))
    }

    /// Whether a CSV of which nothing was applied is ready for it. An error when it is refused.
    async fn may_be_applied(&mut self, csv: &Csv) -> Result<bool> {
        if self.refused.contains(&csv.id) {
            return Ok(false);
        }
        let path = &csv.path;
        let (looked_at, times, target) = (csv.clone(), self.rules.times, self.target.clone());
        let cancel = self.cancel.clone();
        let look = spawn_blocking(move || Look::at(&looked_at, times, &target.update_rules, &cancel))
            .await
            .map_err(ended("looking through updates"))??;
        if self.stopping() {
            return Ok(false);
        }
        // It is known by its content, and has not all of it yet: what is applied now would be applied again then.
        if look.ends_amid_line && !self.last_line_complete {
            self.waits(path);
            return Ok(false);
        }
        if look.rows == 0 {
            self.tell(path, "empty", "holds no update");
        }
        let refusal = look.refusal(self.max_rejects);
        if refusal.is_some() {
            self.refused.insert(csv.id.clone());
        }
        refusal.map_or(Ok(true), Err)
    }

    /// False when another process was there.
    async fn apply_updates(&mut self, path: &Path, batch: &[Row], moves: &[Move]) -> Result<bool> {
        let target = self.target.clone();
        target.make_ready().await?;
        let mut session = target.session().await?;
        let Some(mut transaction) = BatchTransaction::begin(&mut session, &target, moves).await? else {
            return Ok(false);
        };
        target.check_rules(&transaction.tx).await?;
        let now = transaction.tx.now().await?;
        let ids = batch.iter().filter_map(|row| row.update.as_ref().ok()?.id.as_deref());
        let digests: Vec<Uuid> = ids.map(processed::digest).collect();
        let known = processed::known(&mut transaction.tx, target.share_id(), &digests).await?;
        let mut fresh = Fresh::of(batch, known, path, &target.update_rules, transaction.has_objects);
        let files = FilesByDir::split(std::mem::take(&mut fresh.coalesced.by_path), &target.stored_rules);
        let unusable_paths = files.unusable_paths;
        let dirs = target.dirs.ids(&files.dirs).await?;
        let files = self.as_to_be_applied()(files.sort(dirs));
        let of = files.len();
        let refused = transaction.apply(files, &self.refusals, Paths::OfUpdates, now).await?;
        fresh.forget_ids_of(&refused, batch, &target.update_rules);
        processed::add(&mut transaction.tx, &target, now, &fresh.digests, &fresh.ids).await?;
        let read = BatchRead { counts: &fresh.coalesced.counts, replayed: fresh.replayed, unusable_paths };
        let applied = transaction.commit(moves, &read, now).await?;
        self.batch_applied(&read, &applied, fresh.rejects, of, refused);
        Ok(true)
    }
}

/// The updates of a batch that were not applied before.
#[derive(Default)]
struct Fresh<'b> {
    coalesced: Coalesced,
    /// Whether the time of each access is kept.
    keep_times: bool,
    /// The ids of those that have one, and what they are compared by.
    ids: Vec<&'b str>,
    digests: Vec<Uuid>,
    /// Updates whose ids were processed.
    replayed: u64,
    rejects: Vec<Reject>,
}

impl<'b> Fresh<'b> {
    fn of(
        batch: &'b [Row],
        mut known: HashSet<Uuid>,
        path: &Path,
        rules: &PathRules,
        keep_times: bool,
    ) -> Fresh<'b> {
        let mut fresh = Fresh { keep_times, ..Fresh::default() };
        for Row { line, byte, update } in batch {
            let outcome = match update {
                Ok(update) => fresh.add(update, &mut known, rules),
                Err(reason) => Err(*reason),
            };
            if let Err(reason) = outcome {
                fresh.coalesced.reject(reason);
                fresh.rejects.push(Reject { path: path.to_owned(), line: Some(*line), byte: *byte, reason });
            }
        }
        fresh
    }

    /// Updates of files that the server refused are not processed: they may come again with the same ids.
    fn forget_ids_of(&mut self, refused: &[RefusedFile], batch: &[Row], rules: &PathRules) {
        if refused.is_empty() {
            return;
        }
        let refused: HashSet<&[u8]> = refused.iter().map(|file| &*file.path).collect();
        let is_refused =
            |update: &&Update| stored_path(update, rules).is_ok_and(|path| refused.contains(&*path));
        let updates = batch.iter().filter_map(|row| row.update.as_ref().ok()).filter(is_refused);
        let forgotten: HashSet<&str> = updates.filter_map(|update| update.id.as_deref()).collect();
        self.ids.retain(|id| !forgotten.contains(id));
        self.digests = self.ids.iter().map(|id| processed::digest(id)).collect();
    }

    fn add(
        &mut self,
        update: &'b Update,
        known: &mut HashSet<Uuid>,
        rules: &PathRules,
    ) -> Result<(), Reason> {
        // Before its id counts as processed: the mended row may come with the same one.
        let stored = stored_path(update, rules)?;
        if let Some(id) = &update.id {
            let digest = processed::digest(id);
            if !known.insert(digest) {
                self.replayed += 1;
                return Ok(());
            }
            self.digests.push(digest);
            self.ids.push(id);
        }
        self.coalesced.add_access(stored.into(), update.time_unix, self.keep_times);
        Ok(())
    }
}

/// The next rows beyond the cursor, and where they end: just after the first byte of the last one.
fn next_batch(rows: &mut Rows, offset: u64, batch_rows: usize) -> std::io::Result<Option<(Vec<Row>, u64)>> {
    let (mut batch, mut bytes) = (Vec::new(), 0);
    let mut end = offset;
    while batch.len() < batch_rows && bytes < BATCH_BYTES {
        let Some(row) = rows.next_row()? else { break };
        if row.byte < offset {
            continue;
        }
        end = row.byte + 1;
        bytes += row
            .update
            .as_ref()
            .map_or(0, |update| update.path.len() + update.id.as_ref().map_or(0, String::len));
        batch.push(row);
    }
    Ok((!batch.is_empty()).then_some((batch, end)))
}
