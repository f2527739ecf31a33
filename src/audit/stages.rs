//! Where the time of a load goes.

use std::time::{Duration, Instant};

/// Wall time of the stages, summed over batches.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StageTimes {
    /// Waiting for a batch to be read and parsed; the rest of its parsing runs beside the batch before.
    pub parsing: Duration,
    /// Finding the ids of directories, and writing rows in the format of COPY.
    pub rows: Duration,
    /// Waiting for the lock of the share and of the cursors.
    pub lock: Duration,
    /// COPY into the staging table.
    pub copy: Duration,
    /// Bringing access times forward; of a batch in halves the longer of both, COPY of the second included.
    pub update: Duration,
    /// Finding files that the share does not know or no longer has.
    pub find: Duration,
    /// Inserting files that no scan has seen.
    pub insert: Duration,
    /// Warming tier objects.
    pub warm: Duration,
    /// Moving the cursors, and the commit.
    pub commit: Duration,
}

impl StageTimes {
    pub(super) fn add(&mut self, other: &StageTimes) {
        let StageTimes { parsing, rows, lock, copy, update, find, insert, warm, commit } = *other;
        self.parsing += parsing;
        self.rows += rows;
        self.lock += lock;
        self.copy += copy;
        self.update += update;
        self.find += find;
        self.insert += insert;
        self.warm += warm;
        self.commit += commit;
    }
}

/// Times the stages of one batch, one after the other.
pub(super) struct StageClock {
    pub(super) times: StageTimes,
    last: Instant,
}

impl StageClock {
    pub(super) fn start() -> StageClock {
        StageClock { times: StageTimes::default(), last: Instant::now() }
    }

    /// The time since the stage before belongs to this one.
    pub(super) fn ended(&mut self, stage: impl FnOnce(&mut StageTimes) -> &mut Duration) {
        let now = Instant::now();
        *stage(&mut self.times) += now - self.last;
        self.last = now;
    }
}
