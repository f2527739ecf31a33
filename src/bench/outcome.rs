//! What a benchmark measured.

use crate::error::{Error, Result};
use std::time::Duration;

/// What a benchmark is told to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BenchSpec {
    /// Files of the generated share, at least 1,000.
    pub rows: u64,
    /// Audit events of each kind, at least [`EVENTS_PER_FILE`].
    pub events: u64,
}

impl BenchSpec {
    /// An error when it would tell nothing.
    pub fn check(self) -> Result<()> {
        if self.rows < 1_000 || self.events < EVENTS_PER_FILE {
            return Err(Error::usage("bench needs at least --rows 1000 and --events 20 to tell anything"));
        }
        Ok(())
    }
}

/// Events of one file in the kinds of logs that have several of each.
pub const EVENTS_PER_FILE: u64 = 20;

/// What a benchmark measured.
#[derive(Debug, Clone)]
pub struct BenchOutcome {
    /// Where the server is.
    pub place: String,
    /// A first scan.
    pub first_scan: ScanFigures,
    /// The scan of the night after.
    pub rescan: ScanFigures,
    /// Kinds of logs by their names, each twice: the second time meets rows that an update has written before.
    pub audits: Vec<(&'static str, AuditFigures)>,
    /// Settings of the server that decide how fast a load can be.
    pub settings: Vec<(String, String)>,
}

/// How fast a scan was.
#[derive(Debug, Clone, Copy)]
pub struct ScanFigures {
    /// Rows in a second.
    pub rows_per_s: f64,
    /// Wall time.
    pub elapsed: Duration,
}

/// How fast audit logs were.
#[derive(Debug, Clone, Copy)]
pub struct AuditFigures {
    /// Events that were applied.
    pub events: u64,
    /// Files that they are about.
    pub files: u64,
    /// Files whose access time moved on.
    pub files_updated: u64,
    /// Events in a minute.
    pub updates_per_min: f64,
    /// Wall time.
    pub elapsed: Duration,
    /// Of the updated rows those that wrote no index, in percent.
    pub hot_percent: f64,
}
