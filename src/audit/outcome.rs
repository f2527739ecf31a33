//! What a load did.

use super::stages::StageTimes;
use crate::error::Error;
use crate::lucid::{Counts, Reject};
use std::time::Duration;

/// Rejected lines that are named; all are counted.
const NAMED_REJECTS: usize = 20;

/// What a load did. Row counts balance: events are new, replayed or rejected.
#[derive(Debug, Clone, Default)]
pub struct AuditOutcome {
    /// What was read and applied.
    pub counts: Counts,
    /// Events that were applied before, or by another process meanwhile.
    pub replayed: u64,
    /// What changed in the tables.
    pub effects: Effects,
    /// Paths that name no file: `..` in them, or a name that is too long.
    pub unusable_paths: u64,
    /// Transactions.
    pub batches: u64,
    /// How often something was tried again.
    pub retries: u64,
    /// Decompressed bytes of logs, bytes as stored of CSV files.
    pub bytes_read: u64,
    /// Logs and CSV files of which something was read.
    pub files_read: u64,
    /// CSV files that wait for the rest of their last line.
    pub files_waiting: u64,
    /// The first rejected lines; `counts.rejected` counts them all.
    pub rejects: Vec<Reject>,
    /// How far the newest event lay behind the clock when its batch was applied, in seconds.
    pub lag_s: Option<i64>,
    /// Where the time went.
    pub stages: StageTimes,
    /// Wall time of the load.
    pub elapsed: Duration,
    /// Whether updates were read whose ids were known.
    pub(super) met_again: bool,
}

/// What was changed in the tables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Effects {
    /// Files whose access time moved on.
    pub files_updated: u64,
    /// Files that no scan has seen.
    pub files_inserted: u64,
    /// Files that the share no longer has; they stay removed, and their times are kept.
    pub removed_accessed: u64,
    /// Files that the server refused; nothing of their accesses is kept.
    pub files_refused: u64,
    /// Unknown paths that are folders of the share.
    pub folders_left_out: u64,
    /// Objects that were planned or stubbed, and are read.
    pub tier_objects_warmed: u64,
}

/// A load that failed or was stopped, and what it had done by then: what is committed stays, so its numbers are told
/// all the same. Whoever does not want them turns it into its [`Error`] with `?`.
#[derive(Debug)]
pub struct AuditFailed {
    /// Why it ended. Of kind [`Interrupted`](crate::ErrorKind::Interrupted) when the caller asked to stop.
    pub error: Error,
    /// What was done; None when it failed before it began to read.
    pub done: Option<Box<AuditOutcome>>,
}

impl std::fmt::Display for AuditFailed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for AuditFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

impl From<Error> for AuditFailed {
    fn from(error: Error) -> AuditFailed {
        AuditFailed { error, done: None }
    }
}

impl From<AuditFailed> for Error {
    fn from(failed: AuditFailed) -> Error {
        failed.error
    }
}

/// What was read for one batch.
#[derive(Debug)]
pub(super) struct BatchRead<'b> {
    pub(super) counts: &'b Counts,
    pub(super) replayed: u64,
    pub(super) unusable_paths: u64,
}

/// What a committed batch did.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) effects: Effects,
    pub(super) times: StageTimes,
}

impl AuditOutcome {
    /// All events that were met.
    pub fn events(&self) -> u64 {
        self.counts.events + self.replayed
    }

    /// Whether something was read that was not read before, and all of it was rejected.
    pub(super) fn all_rejected(&self) -> bool {
        self.counts.rejected.total() > 0 && self.counts.new_events == 0 && !self.met_again
    }

    /// New events a minute.
    pub fn updates_per_min(&self) -> f64 {
        self.counts.new_events as f64 * 60.0 / self.elapsed.as_secs_f64().max(1e-3)
    }

    /// Adds a batch that is committed.
    pub(super) fn add_batch(&mut self, read: &BatchRead<'_>, applied: &Applied, now_unix: i64) {
        self.batches += 1;
        self.counts.merge(read.counts.clone());
        self.replayed += read.replayed;
        self.met_again |= read.replayed > 0;
        self.unusable_paths += read.unusable_paths;
        self.stages.add(&applied.times);
        let (total, effects) = (&mut self.effects, applied.effects);
        total.files_updated += effects.files_updated;
        total.files_inserted += effects.files_inserted;
        total.removed_accessed += effects.removed_accessed;
        total.folders_left_out += effects.folders_left_out;
        total.tier_objects_warmed += effects.tier_objects_warmed;
        if let Some(newest) = self.counts.newest_unix {
            self.lag_s = Some((now_unix - newest).max(0));
        }
    }

    /// Keeps the first rejected lines.
    pub(super) fn add_rejects(&mut self, rejects: Vec<Reject>) {
        let room = NAMED_REJECTS.saturating_sub(self.rejects.len());
        self.rejects.extend(rejects.into_iter().take(room));
    }
}
