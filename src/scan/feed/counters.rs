//! What a load has done so far.

use crate::dump::rows::OtherNames;
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
    /// Rows with a time outside 1900 to 2200.
    pub(super) strange_times: Counter,
    /// Names that are not ASCII.
    pub(super) other_names: Mutex<OtherNames>,
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
    /// What to ask of names that are no text, and of times in bulk that no file has.
    pub(in crate::scan) fn question(&self) -> Option<String> {
        let names = self.other_names.lock().ok().and_then(|names| names.ask());
        names.or_else(|| ask_about_times(self.strange_times.get(), self.rows.get()))
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

/// Single times may be anything. More than these, and most of all, are in another unit; the first records did not show it.
pub(in crate::scan) fn ask_about_times(strange: u64, rows: u64) -> Option<String> {
    const A_FEW: u64 = 100;
    (strange > A_FEW && strange > rows / 2).then(|| {
        format!(
            "{strange} of {rows} rows have a time outside the years 1900 to 2200: the times are probably in another unit; say \
             --time-unit (ms, us, ns, filetime, ticks, excel), or --time-unit s if they are seconds all the same"
        )
    })
}
