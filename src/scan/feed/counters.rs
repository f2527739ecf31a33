//! What a load has done so far.

use crate::scan::observer::LoadProgress;
use crate::scan::outcome::BusyTimes;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A counter that several workers add to.
#[derive(Debug, Default)]
pub(in crate::scan) struct Counter(AtomicU64);

impl Counter {
    pub(super) fn add(&self, amount: u64) -> u64 {
        self.0.fetch_add(amount, Ordering::Relaxed) + amount
    }

    pub(in crate::scan) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Time spent in one stage, added up over its workers.
#[derive(Debug, Default)]
pub(super) struct BusyTime(Counter);

impl BusyTime {
    pub(super) fn add(&self, time: Duration) {
        self.0.add(time.as_nanos() as u64);
    }

    fn get(&self) -> Duration {
        Duration::from_nanos(self.0.get())
    }
}

/// Counters of a running load.
#[derive(Debug, Default)]
pub(in crate::scan) struct Counters {
    /// Bytes read of the inputs as stored.
    pub(super) raw_bytes: Arc<AtomicU64>,
    pub(super) rows: Counter,
    pub(super) rejected: Counter,
    /// Some of the names that are no UTF-8, a line each.
    pub(super) undecodable: Mutex<Vec<u8>>,
    /// What the rejected records that were kept take.
    pub(super) reject_bytes: Counter,
    /// Chunks that were loaded before.
    pub(in crate::scan) chunks_skipped: Counter,
    /// Chunks that the inputs were cut into, loaded before or not.
    pub(in crate::scan) chunks_seen: Counter,
    pub(super) encode: BusyTime,
    pub(super) directories: BusyTime,
    pub(super) copy: BusyTime,
}

impl Counters {
    /// Some of the names that are no UTF-8.
    pub(in crate::scan) fn undecodable_names(&self) -> Vec<u8> {
        self.undecodable.lock().map_or_else(|_| Vec::new(), |names| names.clone())
    }

    /// How far the load has come.
    pub(in crate::scan) fn progress(&self) -> LoadProgress {
        let bytes = self.raw_bytes.load(Ordering::Relaxed);
        LoadProgress { bytes, rows: self.rows.get(), rejected: self.rejected.get() }
    }

    /// Where its workers spent their time.
    pub(in crate::scan) fn busy(&self) -> BusyTimes {
        BusyTimes { encode: self.encode.get(), directories: self.directories.get(), copy: self.copy.get() }
    }
}
