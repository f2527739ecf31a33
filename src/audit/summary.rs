//! What a run did, for people and for programs.

use super::turn::{Effects, STAGES, Times};
use crate::audit::{Counts, Reject};
use indicatif::{HumanBytes, HumanCount};
use std::collections::HashSet;
use std::fmt::Write;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Rejected lines that are named at the end; all are counted.
const NAMED_REJECTS: usize = 20;

/// The books of a run.
pub(super) struct Totals {
    pub(super) counts: Counts,
    /// Events that were applied before, or by another process meanwhile.
    pub(super) replayed: u64,
    pub(super) effects: Effects,
    /// Paths that name no file.
    pub(super) unusable: u64,
    pub(super) batches: u64,
    /// How often something was tried again.
    pub(super) retries: u64,
    pub(super) bytes_read: u64,
    pub(super) files_read: HashSet<PathBuf>,
    pub(super) rejects: Vec<Reject>,
    /// How far the newest event lay behind the clock when its batch was applied.
    pub(super) lag_s: Option<i64>,
    pub(super) times: Times,
    /// Time that was spent on waiting for a batch to be read and parsed.
    pub(super) reading: Duration,
    pub(super) shaping: Duration,
    pub(super) started: Instant,
}

impl Totals {
    pub(super) fn new() -> Totals {
        Totals {
            counts: Counts::default(),
            replayed: 0,
            effects: Effects::default(),
            unusable: 0,
            batches: 0,
            retries: 0,
            bytes_read: 0,
            files_read: HashSet::new(),
            rejects: Vec::new(),
            lag_s: None,
            times: Times::default(),
            reading: Duration::ZERO,
            shaping: Duration::ZERO,
            started: Instant::now(),
        }
    }

    /// Adds a batch that is committed.
    pub(super) fn add(&mut self, counts: &Counts, effects: Effects, times: Times, now_unix: i64) {
        self.batches += 1;
        self.counts.merge(counts.clone());
        let total = &mut self.effects;
        total.files_updated += effects.files_updated;
        total.files_inserted += effects.files_inserted;
        total.removed_ignored += effects.removed_ignored;
        total.tier_objects_warmed += effects.tier_objects_warmed;
        for (total, time) in self.times.iter_mut().zip(times) {
            *total += time;
        }
        if let Some(newest) = counts.newest_unix {
            self.lag_s = Some((now_unix - newest).max(0));
        }
    }

    /// Keeps the first rejected lines.
    pub(super) fn keep_rejects(&mut self, rejects: Vec<Reject>) {
        let room = NAMED_REJECTS.saturating_sub(self.rejects.len());
        self.rejects.extend(rejects.into_iter().take(room));
    }

    fn events(&self) -> u64 {
        self.counts.events + self.replayed
    }

    fn updates_per_min(&self) -> f64 {
        self.counts.new_events as f64 * 60.0 / self.started.elapsed().as_secs_f64().max(1e-3)
    }

    /// One JSON object.
    pub(super) fn json(&self) -> serde_json::Value {
        let by_action: serde_json::Map<String, serde_json::Value> =
            self.counts.by_action.iter().map(|(name, events)| (name.to_owned(), events.into())).collect();
        serde_json::json!({
            "events": self.events(),
            "access_events": self.counts.access_events,
            "new_events": self.counts.new_events,
            "replayed": self.replayed,
            "rejected": self.counts.rejected.total(),
            "files_updated": self.effects.files_updated,
            "files_inserted": self.effects.files_inserted,
            "removed_ignored": self.effects.removed_ignored,
            "tier_objects_warmed": self.effects.tier_objects_warmed,
            "by_action": by_action,
            "files_read": self.files_read.len(),
            "bytes_read": self.bytes_read,
            "retries": self.retries,
            "lag_s": self.lag_s,
            "elapsed_s": (self.started.elapsed().as_secs_f64() * 1e3).round() / 1e3,
            "updates_per_min": self.updates_per_min().round(),
        })
    }

    /// One line, for those who follow.
    pub(super) fn line(&self) -> String {
        let lag = self.lag_s.map_or(String::new(), |lag| format!(", lag {lag} s"));
        format!(
            "{} events so far, {} access times moved on, {} files made known, {} rejected{lag}",
            HumanCount(self.counts.new_events),
            HumanCount(self.effects.files_updated),
            HumanCount(self.effects.files_inserted),
            HumanCount(self.counts.rejected.total()),
        )
    }

    /// A few lines for people.
    pub(super) fn text(&self, verbose: bool) -> String {
        let (counts, effects) = (&self.counts, self.effects);
        let mut text = String::new();
        let _ = writeln!(
            text,
            "  events  {} = {} new + {} replayed + {} rejected; {} accesses",
            HumanCount(self.events()),
            HumanCount(counts.new_events),
            HumanCount(self.replayed),
            HumanCount(counts.rejected.total()),
            HumanCount(counts.access_events),
        );
        let _ = writeln!(
            text,
            "  files   {} access times moved on, {} made known; {} tier objects warmed",
            HumanCount(effects.files_updated),
            HumanCount(effects.files_inserted),
            HumanCount(effects.tier_objects_warmed),
        );
        if effects.removed_ignored > 0 {
            let _ = writeln!(
                text,
                "  warning: {} files were accessed that the last scan did not find; they are left as they are",
                HumanCount(effects.removed_ignored)
            );
        }
        if self.unusable > 0 {
            let _ =
                writeln!(text, "  warning: {} paths name no file ('..' in them)", HumanCount(self.unusable));
        }
        for reject in &self.rejects {
            let line = reject.line.map_or(String::new(), |line| format!("line {line}, "));
            let _ = writeln!(
                text,
                "  rejected: {}, {line}byte {}: {}",
                reject.path.display(),
                reject.byte,
                reject.reason
            );
        }
        let named = self.rejects.len() as u64;
        if counts.rejected.total() > named {
            let _ = writeln!(text, "  rejected: {} more", HumanCount(counts.rejected.total() - named));
        }
        let lag = self.lag_s.map_or(String::new(), |lag| format!("; newest event {lag} s old"));
        let _ = writeln!(
            text,
            "  {} of {} files in {:.2} s, {} events a minute{lag}",
            HumanBytes(self.bytes_read),
            self.files_read.len(),
            self.started.elapsed().as_secs_f64(),
            HumanCount(self.updates_per_min() as u64),
        );
        if self.retries > 0 {
            let _ = writeln!(text, "  tried again {} times after the server was lost or busy", self.retries);
        }
        if verbose {
            let stages = [("wait for parsing", self.reading), ("directories, rows", self.shaping)];
            for (stage, time) in stages.into_iter().chain(STAGES.into_iter().zip(self.times)) {
                let _ = writeln!(text, "  {stage:<20} {:>8.3} s", time.as_secs_f64());
            }
            let _ = writeln!(text, "  {:<20} {:>8}", "batches", self.batches);
        }
        text
    }
}

/// What `audit_log` says of a batch.
pub(super) fn detail(counts: &Counts, effects: Effects, replayed: u64, unusable: u64) -> serde_json::Value {
    let by_action: serde_json::Map<String, serde_json::Value> =
        counts.by_action.iter().map(|(name, events)| (name.to_owned(), events.into())).collect();
    let rejected: serde_json::Map<String, serde_json::Value> =
        counts.rejected.iter().map(|(reason, lines)| (reason.text().to_owned(), lines.into())).collect();
    serde_json::json!({
        "new_events": counts.new_events,
        "replayed": replayed,
        "rejected": rejected,
        "access_events": counts.access_events,
        "by_action": by_action,
        "files_updated": effects.files_updated,
        "files_inserted": effects.files_inserted,
        "removed_ignored": effects.removed_ignored,
        "tier_objects_warmed": effects.tier_objects_warmed,
        "unusable_paths": unusable,
    })
}
