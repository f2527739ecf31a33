//! Removes the tenant of a benchmark: partitions, rows, and the tenant itself.

use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::scan::Names;
use std::time::Duration;
use tokio_postgres::error::SqlState;
use uuid::Uuid;

/// Dropping a partition needs a strong lock on its parent: others go first.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '200ms'";
const LOCK_ATTEMPTS: usize = 150;
const LOCK_PAUSE: Duration = Duration::from_millis(200);

/// Removes a tenant and all that it owns but its rows in `audit_log`.
pub(super) async fn remove_tenant(database: &Database, tenant_id: Uuid) -> Result<()> {
    let failed = || Error::database("cannot remove the tenant of the benchmark");
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let rows = transaction.query(sql::bench::SHARES.text, &[&tenant_id]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    for row in rows {
        remove_share(database, tenant_id, row.get(0)).await?;
    }
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    transaction.execute(sql::bench::FORGET_TENANT.text, &[&tenant_id]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())
}

async fn remove_share(database: &Database, tenant_id: Uuid, share_id: i64) -> Result<()> {
    let failed = || Error::database(format!("cannot remove share {share_id} of the benchmark"));
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let rows = transaction.query(sql::bench::SCANS.text, &[&share_id]).await.map_err(failed())?;
    let scans: Vec<Names> = rows.iter().map(|row| Names { share_id, scan_id: row.get(0) }).collect();
    transaction.commit().await.map_err(failed())?;
    drop_partitions(database, tenant_id, Names { share_id, scan_id: 0 }).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    for names in scans {
        let staging = [("staging", names.staging()), ("staging_state", names.staging_state())];
        let staging: Vec<(&str, &str)> =
            staging.iter().map(|(name, value)| (*name, value.as_str())).collect();
        transaction.batch_execute(&sql::scan::DROP_STAGING.render(&staging)).await.map_err(failed())?;
        for statement in [sql::scan::FORGET_CHUNKS, sql::scan::FORGET_REJECTS, sql::scan::FORGET_INPUTS] {
            transaction.execute(statement.text, &[&names.scan_id]).await.map_err(failed())?;
        }
    }
    for statement in [
        sql::bench::FORGET_TIER_OBJECT,
        sql::bench::FORGET_LUCID_AUDIT_CURSOR,
        sql::bench::FORGET_LUCID_AUDIT_PROCESSED,
        sql::bench::FORGET_DIR,
        sql::bench::FORGET_SCAN,
        sql::bench::FORGET_SHARE,
    ] {
        transaction.execute(statement.text, &[&share_id]).await.map_err(failed())?;
    }
    transaction.commit().await.map_err(failed())
}

async fn drop_partitions(database: &Database, tenant_id: Uuid, names: Names) -> Result<()> {
    let failed = || Error::database("cannot drop the partitions of the benchmark");
    let text =
        sql::bench::DROP_PARTITIONS.render(&[("file_share", &names.file_share()), ("state", &names.state())]);
    let mut session = database.session().await?;
    for attempt in 1.. {
        let transaction = begin(&mut session, Some(tenant_id)).await?;
        match transaction.batch_execute(&format!("{LOCK_TIMEOUT}; {text}")).await {
            Ok(()) => return transaction.commit().await.map_err(failed()),
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) && attempt < LOCK_ATTEMPTS => {
                transaction.rollback().await.map_err(failed())?;
                tokio::time::sleep(LOCK_PAUSE).await;
            }
            Err(error) => return Err(failed()(error)),
        }
    }
    Ok(())
}
