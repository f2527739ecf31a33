//! Gives a scan up: nothing of it is published, and what it staged is dropped.

use super::Names;
use super::prepare::drop_staging;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

/// Marks a scan ERROR and drops its staging tables, in one transaction.
pub(super) async fn fail_scan(
    database: &Database,
    tenant_id: Uuid,
    names: Names,
    reason: &str,
) -> Result<bool> {
    let failed = || Error::database("cannot give the scan up");
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let ended = transaction
        .execute(sql::scan::FAIL_SCAN.text, &[&names.scan_id, &Timestamp::now(), &reason])
        .await
        .map_err(failed())?;
    if ended == 1 {
        drop_staging(&transaction, names).await?;
    }
    transaction.commit().await.map_err(failed())?;
    Ok(ended == 1)
}

/// Runs `tierload abandon`.
pub async fn abandon(database: &Database, tenant: &str, scan_guid: Uuid) -> Result<()> {
    let failed = || Error::database("cannot look up the scan");
    let mut session = database.session().await?;
    let tenant_id = crate::tenant::find(&mut session, tenant).await?;
    let transaction = begin(&mut session, Some(tenant_id)).await?;
    let rows = transaction.query(sql::status::SCAN_BY_GUID.text, &[&scan_guid]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    let Some(row) = rows.first() else {
        return Err(Error::usage(format!("tenant {tenant} has no scan {scan_guid}")));
    };
    let names = Names { scan_id: row.get(0), share_id: row.get(1) };
    // A publish that is under way is waited for: giving up what it is about to show would deadlock with it.
    let turn = begin(&mut session, Some(tenant_id)).await?;
    turn.query(sql::scan::LOCK_BUILD.text, &[&names.scan_id]).await.map_err(failed())?;
    if !fail_scan(database, tenant_id, names, "given up by tierload abandon").await? {
        let rows = turn.query(sql::status::SCAN_BY_GUID.text, &[&scan_guid]).await.map_err(failed())?;
        let status = rows.first().map_or_else(String::new, |row| row.get(2));
        // Where something was tried again, it may have been an earlier try of ours whose answer was lost.
        if status != "ERROR" || database.retries() == 0 {
            return Err(Error::usage(format!("scan {scan_guid} is finished already ({status})")));
        }
    }
    println!("scan {scan_guid} given up; its staged rows are dropped");
    Ok(())
}
