//! Off-line and restartable: the key of the scan's partition, and at a first scan the share's `file_state`.
//!
//! Each step is one transaction and looks first whether it is done, so that a build goes on where it was killed.

use super::Names;
use super::prepare::Prepared;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use tokio_postgres::error::SqlState;

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
    session: &'s mut crate::db::Session,
    prepared: &Prepared,
) -> Result<Transaction<'s>> {
    let transaction = begin(session, Some(prepared.tenant_id)).await?;
    transaction
        .batch_execute(BUILD_MEMORY)
        .await
        .map_err(Error::database("cannot set memory for the build"))?;
    Ok(transaction)
}

/// Looks how far the build of a scan has come.
pub(super) async fn build_state(database: &Database, prepared: &Prepared) -> Result<BuildState> {
    let names = prepared.names;
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
    let row = transaction
        .query_one(
            sql::scan::STAGING_STATE.text,
            &[
                &names.staging(),
                &format!("tierload.{}", names.staging_key()),
                &names.staging_state(),
                &names.state(),
            ],
        )
        .await
        .map_err(Error::database("cannot look at the staging tables"))?;
    if !row.get::<_, bool>(0) {
        return Err(Error::internal(format!("staging table {} is gone", names.staging())));
    }
    Ok(BuildState {
        has_constants: row.get(1),
        has_key: row.get(2),
        has_staged_state: row.get(3),
        share_has_state: row.get(4),
    })
}

/// Gives the staging table its constant columns. In a transaction of its own, before others read the table.
pub(super) async fn add_constants(database: &Database, prepared: &Prepared) -> Result<()> {
    let failed = || Error::database("cannot add the constant columns of the scan");
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
    let text = sql::scan::ADD_CONSTANTS.render(&[
        ("staging", &prepared.names.staging()),
        ("tenant_id", &prepared.tenant_id.to_string()),
        ("share_id", &prepared.names.share_id.to_string()),
        ("scan_id", &prepared.names.scan_id.to_string()),
    ]);
    transaction.batch_execute(&text).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    failpoint!("constants-added");
    Ok(())
}

/// Builds the key of the staging table and proves its bound. Returns how many duplicates were dropped.
pub(super) async fn build_key(
    database: &Database,
    prepared: &Prepared,
    state: BuildState,
    loaded: i64,
) -> Result<i64> {
    let failed = || Error::database("cannot build the key of the scan");
    let (staging, key) = (prepared.names.staging(), prepared.names.staging_key());
    let values = [("staging", staging.as_str()), ("staging_key", key.as_str())];
    let mut session = database.session().await?;
    let transaction = begin_build(&mut session, prepared).await?;
    transaction.batch_execute(&sql::scan::VALIDATE_BOUND.render(&values)).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    failpoint!("bound-proved");
    let transaction = begin_build(&mut session, prepared).await?;
    if state.has_key {
        let count = sql::scan::COUNT_ROWS.render(&values);
        let rows: i64 = transaction.query_one(&count, &[]).await.map_err(failed())?.get(0);
        return Ok(loaded - rows);
    }
    let add_key = sql::scan::ADD_KEY.render(&values);
    match transaction.batch_execute(&add_key).await {
        Ok(()) => {
            failpoint!("key-built");
            transaction.commit().await.map_err(failed())?;
            failpoint!("key-committed");
            return Ok(0);
        }
        Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
            transaction.rollback().await.map_err(failed())?;
        }
        Err(error) => return Err(failed()(error)),
    }
    let transaction = begin_build(&mut session, prepared).await?;
    let drop_duplicates = sql::scan::DROP_DUPLICATES.render(&values);
    let dropped = transaction.execute(&drop_duplicates, &[]).await.map_err(failed())?;
    failpoint!("duplicates-dropped");
    transaction.batch_execute(&add_key).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    failpoint!("duplicates-committed");
    Ok(dropped as i64)
}

/// Builds the share's `file_state` from its first scan. `None` when a duplicate in the staging table prevented it: once
/// the key is built there are none, and it can be tried again.
pub(super) async fn build_first_state(
    database: &Database,
    prepared: &Prepared,
    now: Timestamp,
) -> Result<Option<()>> {
    let failed = || Error::database("cannot build file_state");
    let Names { share_id, scan_id } = prepared.names;
    let values = [
        ("staging", prepared.names.staging()),
        ("staging_state", prepared.names.staging_state()),
        ("tenant_id", prepared.tenant_id.to_string()),
        ("share_id", share_id.to_string()),
        ("scan_id", scan_id.to_string()),
        ("now", now.to_string()),
    ];
    let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut session = database.session().await?;
    let transaction = begin_build(&mut session, prepared).await?;
    for statement in [
        sql::scan::FILL_STATE,
        sql::scan::FINISH_STATE,
        sql::scan::DROP_STATE_DEFAULTS,
        sql::scan::ADD_STATE_KEYS,
    ] {
        match transaction.batch_execute(&statement.render(&values)).await {
            Ok(()) => {}
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => return Ok(None),
            Err(error) => return Err(failed()(error)),
        }
        failpoint!("state-step");
    }
    transaction.commit().await.map_err(failed())?;
    failpoint!("state-committed");
    Ok(Some(()))
}
