//! Gives a scan up: nothing of it is published, and what it staged is dropped.

use super::sql::{FAIL_SCAN, LOCK_BUILD};
use crate::catalog::layout::ScanTables;
use crate::catalog::{ScanStatus, find_scan, find_tenant};
use crate::db::{Database, Param, TenantId, begin};
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

/// Marks a scan ERROR and drops its staging tables, in one transaction. `loading` is since when it takes the caller's chunks, if it
/// has some. False when it was finished already, or begun again by others.
pub(in crate::scan) async fn fail_scan(
    database: &Database,
    tenant_id: TenantId,
    tables: ScanTables,
    loading: Option<Timestamp>,
    reason: &str,
) -> Result<bool> {
    database
        .in_tenant(tenant_id, "cannot give the scan up", async |tx| {
            let params: [Param<'_>; 4] = [
                ("scan_id", &tables.scan_id),
                ("now", &Timestamp::now()),
                ("reason", &reason),
                ("loading", &loading),
            ];
            let ended = tx.execute(&FAIL_SCAN, &params).await? == 1;
            if ended {
                tables.drop_staging(tx).await?;
            }
            Ok(ended)
        })
        .await
}

/// Gives an unfinished scan up.
pub async fn abandon(database: &Database, tenant: &str, scan_guid: Uuid) -> Result<()> {
    database.retrying(|| try_abandon(database, tenant, scan_guid)).await
}

async fn try_abandon(database: &Database, tenant: &str, scan_guid: Uuid) -> Result<()> {
    const DOING: &str = "cannot look up the scan";
    let tenant_id = find_tenant(database, tenant).await?;
    let mut session = database.session().await?;
    // A publish that is under way is waited for: giving up what it is about to show would deadlock with it.
    let lock = begin(&mut session, Some(tenant_id), DOING).await?;
    let Some(found) = find_scan(&lock, scan_guid).await? else {
        return Err(Error::usage(format!("tenant {tenant} has no scan {scan_guid}")).of_scan(scan_guid));
    };
    lock.rows(&LOCK_BUILD, &[("scan_id", &found.tables.scan_id)]).await?;
    if !fail_scan(database, tenant_id, found.tables, None, "given up by tierload abandon").await? {
        let status = find_scan(&lock, scan_guid).await?.map(|found| found.status);
        // Where something was tried again, it may have been an earlier try of ours whose answer was lost.
        if status != Some(ScanStatus::Error) || database.retries() == 0 {
            let status = status.map_or("", ScanStatus::as_str);
            return Err(
                Error::usage(format!("scan {scan_guid} is finished already ({status})")).of_scan(scan_guid)
            );
        }
    }
    Ok(())
}
