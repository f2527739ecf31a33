//! The right to build and publish a scan: one process at a time has it.

use super::begin::Session;
use super::sql::{LOCK_BUILD, LOCK_STEP, STILL_BUILDS};
use crate::db::{Connection, Database, Param, Tx, begin};
use crate::error::{Error, ErrorKind, Result};
use std::time::Duration;

const POLL: Duration = Duration::from_millis(500);
const LOST: &str = "lost the lock to build the scan";

/// The lock. It ends with its transaction, however that ends.
pub(in crate::scan) struct BuildLock<'c> {
    tx: Tx<'c>,
    id: String,
}

impl<'c> BuildLock<'c> {
    /// Waits for the lock of a scan.
    pub(in crate::scan) async fn take(
        connection: &'c mut Connection,
        session: &Session,
    ) -> Result<BuildLock<'c>> {
        let tx = begin(connection, Some(session.tenant_id), "cannot begin the build").await?;
        let id = tx.row(&LOCK_BUILD, &[("scan_id", &session.tables.scan_id)]).await?.get("build_lock")?;
        Ok(BuildLock { tx, id })
    }

    /// Who may build as long as this lock is held.
    pub(in crate::scan) fn builder<'b>(&self, database: &'b Database, session: &'b Session) -> Builder<'b> {
        Builder { database, session, lock: self.id.clone() }
    }

    /// Asks for the lock's connection until it is lost: then another process may build, and this one must not. Asking
    /// also keeps a firewall from dropping a connection that would be silent for the whole build.
    pub(in crate::scan) async fn lost(&mut self) -> Error {
        self.tx.doing(LOST);
        loop {
            tokio::time::sleep(POLL).await;
            if let Err(error) = self.tx.batch("").await {
                return error;
            }
        }
    }
}

/// Whoever builds a scan. A process may learn late that it lost its lock. So each of its steps asks for the lock, and the
/// next process waits for the step that is in flight (lock_staging.sql): two never build at once.
pub(in crate::scan) struct Builder<'b> {
    pub(in crate::scan) database: &'b Database,
    pub(in crate::scan) session: &'b Session,
    lock: String,
}

impl Builder<'_> {
    /// Begins a step.
    pub(in crate::scan) async fn begin<'c>(
        &self,
        connection: &'c mut Connection,
        doing: impl Into<String>,
    ) -> Result<Tx<'c>> {
        let tx = begin(connection, Some(self.session.tenant_id), doing).await?;
        self.check(&tx).await?;
        Ok(tx)
    }

    /// Does a step in one transaction, and commits it.
    pub(in crate::scan) async fn step<T>(
        &self,
        doing: impl Into<String>,
        work: impl AsyncFnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        let mut connection = self.database.session().await?;
        let mut tx = self.begin(&mut connection, doing).await?;
        let done = work(&mut tx).await?;
        tx.commit().await?;
        Ok(done)
    }

    async fn check(&self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&LOCK_STEP.with([("staging", self.session.tables.staging().into())])).await?;
        let lock: [Param<'_>; 1] = [("build_lock", &self.lock)];
        if tx.row(&STILL_BUILDS, &lock).await?.get("still_builds")? {
            return Ok(());
        }
        let message = format!("{LOST}: its connection has ended, and another process may build now");
        Err(Error::new(ErrorKind::ConnectionLost, message).of_scan(self.session.scan_guid))
    }
}
