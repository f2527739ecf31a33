//! Trying again what failed for a reason that passes: a server that restarts, comes up late, or chose us as the victim
//! of a deadlock. Everything that is tried again is a transaction of the ledger's kind: applied before, it says so.

use super::connect::Database;
use crate::error::{Error, Result, chain};
use crate::terminal::printable;
use backon::{BackoffBuilder, ExponentialBackoff, ExponentialBuilder};
use std::error::Error as StdError;
use std::io::ErrorKind;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio_postgres::error::SqlState;

const FIRST_DELAY: Duration = Duration::from_millis(100);
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// How long is tried again, and how often it was, for all users of a [`Database`].
#[derive(Debug)]
pub(super) struct Retries {
    pub(super) limit: Duration,
    pub(super) count: AtomicU64,
    /// Said last: several connections that are lost for one reason need one line.
    said: Mutex<String>,
}

impl Retries {
    pub(super) fn new(limit: Duration) -> Retries {
        Retries { limit, count: AtomicU64::new(0), said: Mutex::default() }
    }

    fn say(&self, error: &Error) {
        let line = chain(error);
        if let Ok(mut said) = self.said.lock()
            && *said != line
        {
            eprintln!("{}; trying again", printable(&line));
            *said = line;
        }
    }
}

/// One thing that is tried until it succeeds, fails for good, or has failed for too long.
pub(crate) struct Patience<'d> {
    database: &'d Database,
    delays: ExponentialBackoff,
}

impl Patience<'_> {
    /// Waits before the next try. Gives the error back when there should be none.
    pub(crate) async fn wait(&mut self, error: Error) -> Result<()> {
        if !is_transient(&error) {
            return Err(error);
        }
        let Some(delay) = self.delays.next() else { return Err(error) };
        self.database.retries.say(&error);
        self.database.retries.count.fetch_add(1, Ordering::Relaxed);
        // What broke one connection has probably broken those that nobody uses at the moment, too.
        self.database.forget_idle();
        tokio::time::sleep(delay).await;
        Ok(())
    }
}

impl Database {
    /// For a loop around something that may be tried again.
    pub(crate) fn patience(&self) -> Patience<'_> {
        let delays = ExponentialBuilder::default()
            .with_min_delay(FIRST_DELAY)
            .with_max_delay(LONGEST_DELAY)
            .with_jitter()
            .without_max_times()
            .with_total_delay(Some(self.retries.limit))
            .build();
        Patience { database: self, delays }
    }

    /// Does `job`, and again while it fails for a reason that passes.
    pub(crate) async fn patiently<T, F: Future<Output = Result<T>>>(
        &self,
        mut job: impl FnMut() -> F,
    ) -> Result<T> {
        let mut patience = self.patience();
        loop {
            match job().await {
                Err(error) => patience.wait(error).await?,
                done => return done,
            }
        }
    }

    /// How often something was tried again so far.
    pub fn retries(&self) -> u64 {
        self.retries.count.load(Ordering::Relaxed)
    }
}

/// Whether the same thing may succeed when tried again. Told by codes, never by texts: those are translated.
fn is_transient(error: &Error) -> bool {
    let Error::Database { source, .. } = error else { return false };
    match source.code() {
        Some(state) => is_transient_state(state),
        None => source.is_closed() || lost_connection(source),
    }
}

fn is_transient_state(state: &SqlState) -> bool {
    const PASSING: [SqlState; 7] = [
        SqlState::ADMIN_SHUTDOWN,
        SqlState::CRASH_SHUTDOWN,
        SqlState::CANNOT_CONNECT_NOW,
        SqlState::IDLE_SESSION_TIMEOUT,
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
        SqlState::TOO_MANY_CONNECTIONS,
    ];
    // Class 08: connection exceptions. A protocol violation is a defect, and stays one.
    PASSING.contains(state) || (state.code().starts_with("08") && *state != SqlState::PROTOCOL_VIOLATION)
}

fn lost_connection(error: &tokio_postgres::Error) -> bool {
    let mut cause = error.source();
    while let Some(error) = cause {
        if let Some(io) = error.downcast_ref::<std::io::Error>() {
            return matches!(
                io.kind(),
                ErrorKind::ConnectionRefused
                    | ErrorKind::ConnectionReset
                    | ErrorKind::ConnectionAborted
                    | ErrorKind::BrokenPipe
                    | ErrorKind::UnexpectedEof
                    | ErrorKind::TimedOut
                    | ErrorKind::HostUnreachable
                    | ErrorKind::NetworkUnreachable
                    // The socket of a server that is not up yet.
                    | ErrorKind::NotFound
            );
        }
        cause = error.source();
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_passes_and_what_stays() {
        for code in ["08006", "08001", "57P01", "57P02", "57P03", "40001", "40P01", "53300"] {
            assert!(is_transient_state(&SqlState::from_code(code)), "{code}");
        }
        for code in ["08P01", "53100", "42501", "23505", "28P01", "3D000", "57014", "55P03"] {
            assert!(!is_transient_state(&SqlState::from_code(code)), "{code}");
        }
    }
}
