//! Strong locks, taken so that we give way to everybody else: a short time-out, a pause, another try.

use super::Tx;
use super::statement::Statement;
use crate::error::{ErrorKind, Result};
use std::time::Duration;

/// Strong locks are waited for only this long, then everything behind us in the queue goes first.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '200ms'";
const NO_LOCK_TIMEOUT: &str = "set local lock_timeout = 0";
const PAUSE: Duration = Duration::from_millis(100);

/// How often statements that need strong locks are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tries {
    /// Once: the work can wait for the next run.
    Once,
    /// A hundred times, half a minute. Who is in the way is told of.
    Many,
}

const MANY: u32 = 100;

/// What needs the locks.
#[derive(Debug, Clone, Copy)]
enum Work<'w> {
    Statements(&'w [Statement]),
    Text(&'w str),
}

impl Tx<'_> {
    /// Runs statements that need strong locks, all of them or none, and gives way to other sessions in place of
    /// queueing for the locks. What follows in the transaction waits for locks as usual.
    pub(crate) async fn give_way(&mut self, tries: Tries, statements: &[Statement]) -> Result<()> {
        self.run_giving_way(tries, Work::Statements(statements)).await
    }

    /// The same for a text of several statements.
    pub(super) async fn batch_giving_way(&mut self, tries: Tries, text: &str) -> Result<()> {
        self.run_giving_way(tries, Work::Text(text)).await
    }

    async fn run_giving_way(&mut self, tries: Tries, work: Work<'_>) -> Result<()> {
        match tries {
            Tries::Once => self.under_timeout(work).await,
            Tries::Many => self.watch().await?.during(self.many_times(work)).await,
        }
    }

    async fn many_times(&mut self, work: Work<'_>) -> Result<()> {
        for _ in 1..MANY {
            match self.under_timeout(work).await {
                Err(error) if error.kind() == ErrorKind::LockTimeout => tokio::time::sleep(PAUSE).await,
                outcome => return outcome,
            }
        }
        self.under_timeout(work).await
    }

    async fn under_timeout(&mut self, work: Work<'_>) -> Result<()> {
        let savepoint = self.nested().await?;
        let mut outcome = savepoint.batch(LOCK_TIMEOUT).await;
        if outcome.is_ok() {
            outcome = match work {
                Work::Statements(statements) => savepoint.run_all(statements).await,
                Work::Text(text) => savepoint.batch(text).await,
            };
        }
        match outcome {
            Ok(()) => {
                savepoint.batch(NO_LOCK_TIMEOUT).await?;
                savepoint.commit().await
            }
            Err(error) => {
                savepoint.rollback().await?;
                Err(error)
            }
        }
    }
}
