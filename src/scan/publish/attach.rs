//! Attaches what was staged. The one step of a load that needs strong locks, and it gives way to everybody else.

use super::prepare::Prepared;
use crate::db::sql;
use crate::error::{Error, Result};
use crate::tenant::protect;
use deadpool_postgres::Transaction;
use std::time::Duration;
use tokio_postgres::error::SqlState;

/// Strong locks are waited for only this long, then everything behind us in the queue goes first.
const LOCK_TIMEOUT: &str = "set local lock_timeout = '200ms'";
const NO_LOCK_TIMEOUT: &str = "set local lock_timeout = 0";
const LOCK_ATTEMPTS: usize = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(100);

/// Attaches the scan, and what else is given, giving way to other sessions instead of queueing for locks.
pub(super) async fn attach_patiently(
    transaction: &mut Transaction<'_>,
    prepared: &Prepared,
    more: &[String],
) -> Result<()> {
    let names = prepared.names;
    let partition = names.file_partition();
    let staged = [
        ("staging", names.staging()),
        ("staging_key", names.staging_key()),
        ("file_partition", partition.clone()),
    ];
    let staged: Vec<(&str, &str)> = staged.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut statements = vec![
        LOCK_TIMEOUT.to_string(),
        sql::scan::PROMOTE_KEY.render(&staged),
        sql::scan::NAME_PARTITION.render(&staged),
        sql::scan::WAKE_AUTOVACUUM.render(&[("table", &format!("tierload.{partition}"))]),
        protect(&format!("tierload.{partition}"), prepared.tenant_id),
        sql::scan::ATTACH_SCAN.render(&[
            ("file_share", &names.file_share()),
            ("file_partition_q", &format!("tierload.{partition}")),
            ("scan_id", &names.scan_id.to_string()),
        ]),
    ];
    statements.extend_from_slice(more);
    let failed = || Error::database("cannot attach the scan");
    for attempt in 1.. {
        let savepoint = transaction.savepoint("attach").await.map_err(failed())?;
        let mut outcome = Ok(());
        for statement in &statements {
            outcome = savepoint.batch_execute(statement).await;
            if outcome.is_err() {
                break;
            }
        }
        match outcome {
            Ok(()) => {
                // What follows waits for rows only, and has nobody queueing behind it.
                savepoint.batch_execute(NO_LOCK_TIMEOUT).await.map_err(failed())?;
                return savepoint.commit().await.map_err(failed());
            }
            Err(error) if error.code() == Some(&SqlState::LOCK_NOT_AVAILABLE) && attempt < LOCK_ATTEMPTS => {
                savepoint.rollback().await.map_err(failed())?;
                tokio::time::sleep(LOCK_PAUSE).await;
            }
            Err(error) => return Err(failed()(error)),
        }
    }
    Ok(())
}
