//! Strong locks, taken so that we give way to everybody else: a short time-out, a pause, another try.

use super::Tx;
use super::error::failed;
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

impl Tx<'_> {
    /// Runs statements that need strong locks, all of them or none, and gives way to other sessions in place of
    /// queueing for the locks. What follows in the transaction waits for locks as usual.
    pub(crate) async fn give_way(&mut self, tries: Tries, statements: &[Statement]) -> Result<()> {
        match tries {
            Tries::Once => self.under_timeout(statements).await,
            Tries::Many => self.watch().await?.during(self.many_times(statements)).await,
        }
    }

    async fn many_times(&mut self, statements: &[Statement]) -> Result<()> {
        for _ in 1..MANY {
            match self.under_timeout(statements).await {
                Err(error) if error.kind() == ErrorKind::LockTimeout => tokio::time::sleep(PAUSE).await,
                outcome => return outcome,
            }
        }
        self.under_timeout(statements).await
    }

    async fn under_timeout(&mut self, statements: &[Statement]) -> Result<()> {
        let doing = self.doing.clone();
        let savepoint = self.inner.savepoint("give_way").await.map_err(failed(doing.clone()))?;
        let savepoint = Tx { inner: savepoint, pool: self.pool.clone(), home: self.home, doing };
        let mut outcome = savepoint.batch(LOCK_TIMEOUT).await;
        for statement in statements {
            if outcome.is_ok() {
                outcome = savepoint.run(statement).await;
            }
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
