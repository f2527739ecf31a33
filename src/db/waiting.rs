//! Says for whom a transaction waits, when that takes long: a person can end what is in the way, and nobody else knows of
//! it.

use super::connection::{ActsAs, Connection};
use super::statement::statements;
use super::transaction::{Row, Tx, begin_as_login};
use crate::error::Result;
use deadpool_postgres::Pool;
use jiff::Timestamp;
use std::time::Duration;

statements! {
    BACKEND_PID = "db/backend_pid.sql",
    IN_THE_WAY = "db/in_the_way.sql",
}

/// Who is in the way for a shorter time is not worth a line.
const LONG: Duration = Duration::from_secs(2);

/// A strong lock is asked for under a short time-out, again and again: between two tries nobody is in the way, and a few
/// looks do not all fall there.
const LOOKS: u32 = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// Looks at one transaction from another session.
pub(crate) struct Watch {
    pid: i32,
    doing: String,
    /// None where nothing looks on: a transaction that only reads, or is itself the one that looks.
    pool: Option<Pool>,
}

impl Tx<'_> {
    /// Runs what may wait for a lock in this transaction. Says for whom, once for each.
    pub(crate) async fn saying_for_whom_it_waits<T>(
        &self,
        work: impl Future<Output = Result<T>>,
    ) -> Result<T> {
        self.watch().await?.during(work).await
    }

    /// Looks on while the transaction itself is used.
    pub(crate) async fn watch(&self) -> Result<Watch> {
        let pid = self.row(&BACKEND_PID, &[]).await?.get("pid")?;
        Ok(Watch { pid, doing: self.doing.clone(), pool: self.pool.clone() })
    }
}

impl Watch {
    /// Does the work, and looks on.
    pub(crate) async fn during<T>(&self, work: impl Future<Output = T>) -> T {
        tokio::select! {
            biased;
            done = work => done,
            never = self.look_on() => match never {},
        }
    }

    async fn look_on(&self) -> std::convert::Infallible {
        let mut said = Vec::new();
        loop {
            tokio::time::sleep(LONG).await;
            for _ in 0..LOOKS {
                // What cannot be looked at is not told of; the work itself says what fails.
                let found = self.in_the_way().await.unwrap_or_default();
                for line in &found {
                    if !said.contains(line) {
                        tracing::warn!("{line}");
                        said.push(line.clone());
                    }
                }
                if !found.is_empty() {
                    break;
                }
                tokio::time::sleep(BETWEEN_LOOKS).await;
            }
        }
    }

    /// A line for each session that this one waits for.
    async fn in_the_way(&self) -> Result<Vec<String>> {
        let Some(pool) = &self.pool else { return Ok(Vec::new()) };
        let Ok(session) = pool.get().await else { return Ok(Vec::new()) };
        let mut session = Connection::new(session, ActsAs::Loader);
        // The login role may see more of what others do than the loader role.
        let tx = begin_as_login(&mut session, "cannot see who is in the way").await?;
        let rows = tx.rows(&IN_THE_WAY, &[("pid", &self.pid)]).await?;
        let lines = rows.iter().map(|row| self.line(row)).collect::<Result<Vec<_>>>()?;
        tx.commit().await?;
        Ok(lines)
    }

    fn line(&self, row: &Row) -> Result<String> {
        let (pid, who, application): (i32, String, String) =
            (row.get("pid")?, row.get("who")?, row.get("application")?);
        let state: Option<String> = row.get("state")?;
        let since: Option<Timestamp> = row.get("query_start")?;
        let state = state.map_or(String::new(), |state| format!(", {state}"));
        let since = since.map_or(String::new(), |since| format!(", its query began at {since:.0}"));
        let doing = self.doing.strip_prefix("cannot ").unwrap_or(&self.doing);
        Ok(format!(
            "waiting to {doing}: process {pid} of role {who} ({application}) is in the way{state}{since}"
        ))
    }
}
