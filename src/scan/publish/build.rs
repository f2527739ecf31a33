//! Restartable: what a first scan needs before it can be attached, built in two sessions at once.
//!
//! Each step is one transaction and looks first whether it is done, so that a build goes on where it was killed.

use super::duplicates::drop_duplicates;
use super::sql::{BUILD_STATE, FILL_DIR_STATE};
use crate::db::{Connection, Param, TenantId, Tx, begin};
use crate::error::{Error, ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::session::{Builder, Session};
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
    with_memory(begin(connection, Some(tenant_id), doing).await?).await
}

/// The same for a step of a build.
pub(super) async fn begin_step<'c>(
    builder: &Builder<'_>,
    connection: &'c mut Connection,
    doing: impl Into<String>,
) -> Result<Tx<'c>> {
    with_memory(builder.begin(connection, doing).await?).await
}

async fn with_memory(tx: Tx<'_>) -> Result<Tx<'_>> {
    tx.batch(BUILD_MEMORY).await?;
    Ok(tx)
}

/// Looks how far the build of a scan has come.
pub(super) async fn build_state(builder: &Builder<'_>) -> Result<BuildState> {
    let Session { tables, tenant_id, .. } = *builder.session;
    let row = builder
        .database
        .in_tenant(tenant_id, "cannot look at the staging tables", async |tx| {
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
pub(super) async fn build_first(builder: &Builder<'_>, state: BuildState, may_overlap: bool) -> Result<i64> {
    if !state.has_constants {
        add_constants(builder).await?;
    }
    let path_key = build_path_key(builder, may_overlap);
    let others = async {
        build_id_key(builder).await?;
        fill_dir_state(builder).await
    };
    let (duplicates, dirs) = tokio::try_join!(path_key, others)?;
    if duplicates { fill_dir_state(builder).await } else { Ok(dirs) }
}

/// In a transaction of its own, before others read the table.
async fn add_constants(builder: &Builder<'_>) -> Result<()> {
    let Session { tables, tenant_id, .. } = *builder.session;
    builder
        .step("cannot add the constant columns of the scan", async |tx| {
            tables.add_constants(tx, tenant_id, Timestamp::now()).await
        })
        .await?;
    failpoint!("constants-added");
    Ok(())
}

/// True when a file stood twice, and all but one of its rows were dropped.
async fn build_path_key(builder: &Builder<'_>, may_overlap: bool) -> Result<bool> {
    const DOING: &str = "cannot build the key of the scan";
    let mut connection = builder.database.session().await?;
    let mut duplicates = false;
    loop {
        let tx = begin_step(builder, &mut connection, DOING).await?;
        match builder.session.tables.add_path_key(&tx).await {
            Ok(()) => {
                failpoint!("key-built");
                tx.commit().await?;
                failpoint!("key-committed");
                return Ok(duplicates);
            }
            Err(error) if error.kind() == ErrorKind::UniqueViolation && !duplicates => tx.rollback().await?,
            Err(error) => return Err(error),
        }
        drop_duplicates(builder, may_overlap).await?;
        duplicates = true;
    }
}

async fn build_id_key(builder: &Builder<'_>) -> Result<()> {
    let mut connection = builder.database.session().await?;
    let tx = begin_step(builder, &mut connection, "cannot build the key of file_id").await?;
    builder.session.tables.add_id_key(&tx).await?;
    tx.commit().await?;
    failpoint!("id-key-committed");
    Ok(())
}

async fn fill_dir_state(builder: &Builder<'_>) -> Result<i64> {
    let Session { tables, tenant_id, .. } = *builder.session;
    let mut connection = builder.database.session().await?;
    let tx = begin_step(builder, &mut connection, "cannot add up the directories").await?;
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
