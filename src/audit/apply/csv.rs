//! CSV files of updates -> batches -> transactions.
//!
//! An update with an id is applied once, whatever file it comes in. One without is known by its file's content and its
//! place in it: the ledger of logs has a cursor for each CSV, named by the fingerprint of its bytes.

use super::cursors::{Move, Stored};
use super::logs::{Loader, Reached};
use super::processed;
use super::shape::shape;
use super::summary::detail;
use super::turn::Turn;
use crate::audit::updates::{Row, Update, Updates};
use crate::audit::{Coalesced, Cursor, LogId, Reason, Reject};
use crate::error::{Error, Result};
use crate::input::{self, Codec, Source};
use crate::path::PathRules;
use jiff::Timestamp;
use std::collections::HashSet;
use std::io::Read;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use uuid::Uuid;

/// Rows of a batch; fewer where they are long.
const BATCH_ROWS: usize = 100_000;
const BATCH_BYTES: usize = 16 << 20;

type Rows = Updates<Box<dyn Read + Send>>;

/// Whether a path is that of a CSV of updates.
pub(super) fn is_csv(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    Codec::of_name(&name).0.ends_with(".csv") && path.is_file()
}

impl Loader {
    /// Applies what a CSV says and was not applied yet.
    pub(super) async fn load_csv(&mut self, path: &Path) -> Result<()> {
        let source = Source::File(path.to_owned());
        let fingerprint = input::fingerprint(&source)?
            .ok_or_else(|| Error::Input(format!("{} is no regular file", path.display())))?;
        let id = LogId { node: "csv".into(), begin: format!("{fingerprint:032x}") };
        self.rounds(async |loader| loader.updates_round(path, &source, &id).await).await
    }

    /// From the cursor of a CSV to its end.
    async fn updates_round(&mut self, path: &Path, source: &Source, id: &LogId) -> Result<Reached> {
        let unreadable = || Error::io("cannot read", path);
        processed::keep_months(&self.target, Timestamp::now()).await?;
        let raw_bytes = Arc::new(AtomicU64::new(0));
        let stream = input::open(source, None, raw_bytes.clone())?;
        let mut rows = Updates::new(stream, self.rules.times).map_err(unreadable())?;
        let stored = self.stored(std::slice::from_ref(id)).await?;
        let mut stored = stored.get(id).copied().unwrap_or(Stored::NOTHING);
        // Fewer only in tests.
        let batch_rows = BATCH_ROWS.min(self.limits.batch_paths);
        while !self.stopping() {
            let batch = next_batch(&mut rows, stored.cursor.offset, batch_rows).map_err(unreadable())?;
            let Some((batch, end)) = batch else {
                self.totals.files_read.insert(path.to_owned());
                self.totals.bytes_read += raw_bytes.load(Ordering::Relaxed);
                return Ok(Reached::End);
            };
            let to = Stored {
                cursor: Cursor { offset: end, lines: None },
                events: stored.events + batch.len() as u64,
                first_line: None,
            };
            let moves = [Move { id: id.clone(), expected: stored, to }];
            if !self.apply_updates(path, batch, &moves).await? {
                return Ok(Reached::Overtaken);
            }
            self.note(id, to.events);
            stored = to;
        }
        Ok(Reached::End)
    }

    /// False when another process was there.
    async fn apply_updates(&mut self, path: &Path, batch: Vec<Row>, moves: &[Move]) -> Result<bool> {
        let now = Timestamp::now();
        let target = self.target.clone();
        let mut session = target.session().await?;
        let Some(mut turn) = Turn::take(&mut session, &target, moves).await? else { return Ok(false) };
        let ids = batch.iter().filter_map(|row| row.update.as_ref().ok()?.id.as_deref());
        let digests: Vec<Uuid> = ids.map(processed::digest).collect();
        let mut seen = if digests.is_empty() {
            HashSet::new()
        } else {
            processed::known(&turn, target.share_id, &digests).await?
        };
        let mut coalesced = Coalesced::default();
        let mut fresh = (Vec::new(), Vec::new());
        let (mut replayed, mut rejects) = (0, Vec::new());
        for Row { line, byte, update } in &batch {
            let outcome = update.as_ref().map_err(|reason| *reason).and_then(|update| {
                if let Some(id) = &update.id {
                    let digest = processed::digest(id);
                    if !seen.insert(digest) {
                        replayed += 1;
                        return Ok(());
                    }
                    fresh.0.push(digest);
                    fresh.1.push(id.as_str());
                }
                let stored = stored_path(update, &target.update_rules)?;
                coalesced.add_access(stored.into(), update.time_unix);
                Ok(())
            });
            if let Err(reason) = outcome {
                coalesced.reject(reason);
                rejects.push(Reject { path: path.to_owned(), line: Some(*line), byte: *byte, reason });
            }
        }
        let shaped = shape(coalesced.by_path, &target.stored_rules);
        let unusable = shaped.unusable;
        let dirs = target.dirs.ids(&shaped.dirs).await?;
        let effects = turn.apply(shaped.encode(&dirs), now).await?;
        if !fresh.0.is_empty() {
            processed::add(&turn, &target, now, &fresh.0, &fresh.1).await?;
        }
        let times = turn.end(moves, &detail(&coalesced.counts, effects, replayed, unusable), now).await?;
        self.totals.add(&coalesced.counts, effects, times, Timestamp::now().as_second());
        self.totals.replayed += replayed;
        self.totals.unusable += unusable;
        self.totals.keep_rejects(rejects);
        Ok(true)
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

/// The path of an update as it is stored: root stripped, `/` separated.
fn stored_path(update: &Update, rules: &PathRules) -> Result<Vec<u8>, Reason> {
    let (dir, name) = rules.split(&update.path);
    let name = rules.name(name).map_err(|_| Reason::BadPath)?;
    let mut path = Vec::with_capacity(update.path.len() + 1);
    rules.dir(dir, &mut path).map_err(|_| Reason::BadPath)?;
    if path != b"/" {
        path.push(b'/');
    }
    path.extend_from_slice(&name);
    Ok(path)
}
