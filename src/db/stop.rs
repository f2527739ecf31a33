//! Ends the statement that a transaction has in hand when somebody asks to stop: the server would go on with it for
//! seconds, and keep its locks.

use super::connection::{ActsAs, Connection};
use super::statement::statements;
use super::transaction::{Tx, begin_as_login};
use super::waiting::BACKEND_PID;
use crate::error::{Error, ErrorKind, Result};
use deadpool_postgres::Pool;
use tokio_util::sync::CancellationToken;

statements! {
    CANCEL_BACKEND = "db/cancel_backend.sql",
}

/// Ends what one transaction does from another session.
pub(crate) struct Stop {
    pid: i32,
    pool: Option<Pool>,
}

impl Tx<'_> {
    /// What ends the statements of this transaction.
    pub(crate) async fn stop(&self) -> Result<Stop> {
        let pid = self.row(&BACKEND_PID, &[]).await?.get("pid")?;
        Ok(Stop { pid, pool: self.pool.clone() })
    }
}

impl Stop {
    /// Does the work of the transaction to its end, or until `cancel` is cancelled: then the statement in hand is ended, no
    /// other follows, and the transaction is left to be rolled back. `stopped` says so.
    pub(crate) async fn unless<T>(
        &self,
        cancel: &CancellationToken,
        stopped: &str,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        tokio::select! {
            biased;
            () = cancel.cancelled() => {}
            done = work => return done,
        }
        // Where that fails too, the server notices that nobody listens, and ends the statement a little later.
        let _ = self.end_statement().await;
        Err(Error::new(ErrorKind::Interrupted, stopped))
    }

    async fn end_statement(&self) -> Result<()> {
        let Some(pool) = &self.pool else { return Ok(()) };
        let Ok(session) = pool.get().await else { return Ok(()) };
        let mut session = Connection::new(session, ActsAs::Loader);
        let tx = begin_as_login(&mut session, "cannot end a statement").await?;
        tx.row(&CANCEL_BACKEND, &[("pid", &self.pid)]).await?;
        tx.commit().await
    }
}
