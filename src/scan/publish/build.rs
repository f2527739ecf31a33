//! Off-line and restartable: the key of the scan's partition, and at a first scan the share's `file_state`.
//!
//! Each step is one transaction and looks first whether it is done, so that a build goes on where it was killed.

use super::sql::{BUILD_STATE, COUNT_ROWS, DROP_DUPLICATES};
use crate::db::{Database, Param, Tx, begin};
use crate::error::{Error, ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::session::Session;
use jiff::Timestamp;

/// Memory for sorting and hashing in the one or two sessions that build. The servers' defaults (64 MB and 4 MB) make
/// a build of 2,000,000 rows spill to disk.
const BUILD_MEMORY: &str = "set local maintenance_work_mem = '256MB'; set local work_mem = '256MB'";

/// How far a build has come.
#[derive(Debug, Clone, Copy)]
pub(super) struct BuildState {
    pub(super) has_constants: bool,
    pub(super) has_key: bool,
    pub(super) has_staged_state: bool,
    pub(super) share_has_state: bool,
}

/// A transaction that may use [`BUILD_MEMORY`].
pub(super) async fn begin_build<'s>(
    connection: &'s mut crate::db::Connection,
    session: &Session,
    doing: &str,
) -> Result<Tx<'s>> {
    let tx = begin(connection, Some(session.tenant_id), doing).await?;
    tx.batch(BUILD_MEMORY).await?;
    Ok(tx)
}

/// Looks how far the build of a scan has come.
pub(super) async fn build_state(database: &Database, session: &Session) -> Result<BuildState> {
    let tables = session.tables;
    let row = database
        .in_tenant(session.tenant_id, "cannot look at the staging tables", async |tx| {
            let params: [Param<'_>; 4] = [
                ("staging", &tables.staging().to_string()),
                ("staging_key", &tables.staging_key().to_string()),
                ("staged_state", &tables.staged_state().to_string()),
                ("state", &tables.share().state().to_string()),
            ];
            tx.row(&BUILD_STATE, &params).await
        })
        .await?;
    if !row.get::<bool>("staged")? {
        return Err(Error::internal(format!("staging table {} is gone", tables.staging())));
    }
    Ok(BuildState {
        has_constants: row.get("has_constants")?,
        has_key: row.get("has_key")?,
        has_staged_state: row.get("has_staged_state")?,
        share_has_state: row.get("share_has_state")?,
    })
}

/// Gives the staging table its constant columns. In a transaction of its own, before others read the table.
pub(super) async fn add_constants(database: &Database, session: &Session) -> Result<()> {
    let tenant_id = session.tenant_id;
    database
        .in_tenant(tenant_id, "cannot add the constant columns of the scan", async |tx| {
            session.tables.add_constants(tx, tenant_id).await
        })
        .await?;
    failpoint!("constants-added");
    Ok(())
}

/// Builds the key of the staging table and proves its bound. Returns how many duplicates were dropped.
pub(super) async fn build_key(
    database: &Database,
    session: &Session,
    state: BuildState,
    loaded: i64,
) -> Result<i64> {
    const DOING: &str = "cannot build the key of the scan";
    let tables = session.tables;
    let mut connection = database.session().await?;
    let tx = begin_build(&mut connection, session, DOING).await?;
    tables.validate_bound(&tx).await?;
    tx.commit().await?;
    failpoint!("bound-proved");
    let tx = begin_build(&mut connection, session, DOING).await?;
    let staging = || [("staging", tables.staging().into())];
    if state.has_key {
        let rows: i64 = tx.row(&COUNT_ROWS.with(staging()), &[]).await?.get("rows")?;
        return Ok(loaded - rows);
    }
    match tables.add_key(&tx).await {
        Ok(()) => {
            failpoint!("key-built");
            tx.commit().await?;
            failpoint!("key-committed");
            return Ok(0);
        }
        Err(error) if error.kind() == ErrorKind::UniqueViolation => tx.rollback().await?,
        Err(error) => return Err(error),
    }
    let tx = begin_build(&mut connection, session, DOING).await?;
    let dropped = tx.execute(&DROP_DUPLICATES.with(staging()), &[]).await?;
    failpoint!("duplicates-dropped");
    tables.add_key(&tx).await?;
    tx.commit().await?;
    failpoint!("duplicates-committed");
    Ok(dropped.cast_signed())
}

/// Builds the share's `file_state` from its first scan. False when a duplicate in the staging table prevented it: once
/// the key is built there are none, and it can be tried again.
pub(super) async fn build_first_state(
    database: &Database,
    session: &Session,
    now: Timestamp,
) -> Result<bool> {
    let mut connection = database.session().await?;
    let tx = begin_build(&mut connection, session, "cannot build file_state").await?;
    match session.tables.stage_state(&tx, session.tenant_id, now).await {
        Err(error) if error.kind() == ErrorKind::UniqueViolation => return Ok(false),
        outcome => outcome?,
    }
    tx.commit().await?;
    failpoint!("state-committed");
    Ok(true)
}
