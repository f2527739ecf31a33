//! Restartable: what a first scan needs before it can be attached, built in two sessions at once.
//!
//! Each step is one transaction and looks first whether it is done, so that a build goes on where it was killed.

use super::duplicates::drop_duplicates;
use super::sql::{BUILD_STATE, FILL_DIR_STATE};
use crate::db::{Connection, Database, Param, TenantId, Tx, begin};
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
    has_constants: bool,
    pub(super) share_has_state: bool,
}

/// A transaction that may use [`BUILD_MEMORY`].
pub(crate) async fn begin_build<'s>(
    connection: &'s mut Connection,
    tenant_id: TenantId,
    doing: impl Into<String>,
) -> Result<Tx<'s>> {
    let tx = begin(connection, Some(tenant_id), doing).await?;
    tx.batch(BUILD_MEMORY).await?;
    Ok(tx)
}

/// Looks how far the build of a scan has come.
pub(super) async fn build_state(database: &Database, session: &Session) -> Result<BuildState> {
    let tables = session.tables;
    let row = database
        .in_tenant(session.tenant_id, "cannot look at the staging tables", async |tx| {
            let params: [Param<'_>; 2] =
                [("staging", &tx.table(&tables.staging())?), ("state", &tx.table(&tables.share().state())?)];
            tx.row(&BUILD_STATE, &params).await
        })
        .await?;
    if !row.get::<bool>("staged")? {
        return Err(Error::internal(format!("staging table {} is gone", tables.staging().name())));
    }
    Ok(BuildState { has_constants: row.get("has_constants")?, share_has_state: row.get("share_has_state")? })
}

/// Turns what a first scan staged into what can be attached: constant columns, keys, and the sums of its directories.
/// Returns how many those are.
pub(super) async fn build_first(database: &Database, session: &Session, state: BuildState) -> Result<i64> {
    if !state.has_constants {
        add_constants(database, session).await?;
    }
    let path_key = build_path_key(database, session);
    let others = async {
        build_id_key(database, session).await?;
        fill_dir_state(database, session).await
    };
    let (duplicates, dirs) = tokio::try_join!(path_key, others)?;
    if duplicates { fill_dir_state(database, session).await } else { Ok(dirs) }
}

/// In a transaction of its own, before others read the table.
async fn add_constants(database: &Database, session: &Session) -> Result<()> {
    let tenant_id = session.tenant_id;
    database
        .in_tenant(tenant_id, "cannot add the constant columns of the scan", async |tx| {
            session.tables.add_constants(tx, tenant_id, Timestamp::now()).await
        })
        .await?;
    failpoint!("constants-added");
    Ok(())
}

/// True when a file stood twice, and all but one of its rows were dropped.
async fn build_path_key(database: &Database, session: &Session) -> Result<bool> {
    const DOING: &str = "cannot build the key of the scan";
    let mut connection = database.session().await?;
    let mut duplicates = false;
    loop {
        let tx = begin_build(&mut connection, session.tenant_id, DOING).await?;
        match session.tables.add_path_key(&tx).await {
            Ok(()) => {
                failpoint!("key-built");
                tx.commit().await?;
                failpoint!("key-committed");
                return Ok(duplicates);
            }
            Err(error) if error.kind() == ErrorKind::UniqueViolation && !duplicates => tx.rollback().await?,
            Err(error) => return Err(error),
        }
        drop_duplicates(database, session).await?;
        duplicates = true;
    }
}

async fn build_id_key(database: &Database, session: &Session) -> Result<()> {
    let mut connection = database.session().await?;
    let tx = begin_build(&mut connection, session.tenant_id, "cannot build the key of file_id").await?;
    session.tables.add_id_key(&tx).await?;
    tx.commit().await?;
    failpoint!("id-key-committed");
    Ok(())
}

async fn fill_dir_state(database: &Database, session: &Session) -> Result<i64> {
    let (tables, tenant_id) = (session.tables, session.tenant_id);
    let mut connection = database.session().await?;
    let tx = begin_build(&mut connection, tenant_id, "cannot add up the directories").await?;
    tables.create_dir_state(&tx, tenant_id).await?;
    let fill = FILL_DIR_STATE.with([
        ("dir_state", tables.staging_dir_state().into()),
        ("staging_dirs", tables.staging_dirs().into()),
        ("tenant_id", tenant_id.into()),
        ("share_id", tables.share_id.into()),
    ]);
    let dirs = tx.execute(&fill, &[]).await?.cast_signed();
    tables.add_dir_key(&tx).await?;
    tx.commit().await?;
    failpoint!("dir-state-committed");
    Ok(dirs)
}
