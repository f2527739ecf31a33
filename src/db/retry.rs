//! Trying again what failed for a reason that passes: a server that restarts, comes up late, or chose us as the victim
//! of a deadlock. All that is tried again is safe to repeat: a ledger or a key says what was committed before.

use crate::error::{Error, Result, Retry};
use backon::{BackoffBuilder, ConstantBuilder, ExponentialBuilder};
use deadpool_postgres::Pool;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// How long to try again, and how often that was done, for all users of a database.
#[derive(Debug)]
pub(super) struct Retries {
    limit: Duration,
    count: AtomicU64,
    /// The line said last: several connections that are lost for one reason need one line.
    said: Mutex<String>,
}

impl Retries {
    pub(super) fn new(limit: Duration) -> Retries {
        Retries { limit, count: AtomicU64::new(0), said: Mutex::default() }
    }

    pub(super) fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// Says what is tried again, once for as long as it stays the same.
    fn say(&self, line: String) {
        if let Ok(mut said) = self.said.lock()
            && *said != line
        {
            tracing::warn!("{line}; trying again");
            *said = line;
        }
    }
}

/// Ends the connections that nobody uses at the moment.
pub(super) fn close_idle(pool: &Pool) {
    pool.retain(|_, _| false);
}

/// The pauses between tries of one thing, until it succeeds, fails for good, or has failed for too long.
pub(crate) struct Backoff<'d> {
    retries: &'d Retries,
    pool: &'d Pool,
    delays: Box<dyn Iterator<Item = Duration> + Send>,
    /// Whether also what does not pass soon is tried again.
    for_ever: bool,
}

impl<'d> Backoff<'d> {
    pub(super) fn growing(retries: &'d Retries, pool: &'d Pool) -> Backoff<'d> {
        let delays = ExponentialBuilder::default()
            .with_min_delay(FIRST_DELAY)
            .with_max_delay(LONGEST_DELAY)
            .with_jitter()
            .without_max_times()
            .with_total_delay(Some(retries.limit))
            .build();
        Backoff { retries, pool, delays: Box::new(delays), for_ever: false }
    }

    pub(super) fn constant(retries: &'d Retries, pool: &'d Pool, pause: Duration) -> Backoff<'d> {
        let delays = ConstantBuilder::default().with_delay(pause).without_max_times().build();
        Backoff { retries, pool, delays: Box::new(delays), for_ever: true }
    }

    /// The pause before the next try. Gives the error back when there should be none.
    pub(crate) fn pause_after(&mut self, error: Error) -> Result<Duration> {
        let again = match error.kind().policy().retry {
            Retry::Soon => true,
            Retry::WhenFollowing => self.for_ever,
            Retry::Never => false,
        };
        let Some(delay) = self.delays.next().filter(|_| again) else { return Err(error) };
        self.retries.say(error.line());
        if error.kind().is_of_the_server() {
            // What broke one connection has probably broken those that nobody uses at the moment, too.
            close_idle(self.pool);
        }
        if !self.for_ever {
            self.retries.count.fetch_add(1, Ordering::Relaxed);
        }
        Ok(delay)
    }

    /// Says that a try succeeded: the next error is news, whatever it is.
    pub(crate) fn succeeded(&self) {
        if let Ok(mut said) = self.retries.said.lock() {
            said.clear();
        }
    }
}
