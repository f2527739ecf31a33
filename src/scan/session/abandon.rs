//! Gives a scan up: nothing of it is published, and what it staged is dropped.

use super::begin::Session;
use super::build_lock::Builder;
use super::sql::{FAIL_SCAN, LOCK_BUILD};
use crate::catalog::layout::ScanTables;
use crate::catalog::{FoundScan, ScanStatus, find_scan, find_tenant};
use crate::db::{Database, Param, Tx, begin};
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

const GIVING_UP: &str = "cannot give the scan up";

/// Gives a scan up that takes the caller's chunks since `loading`. One that is being built meanwhile is left to whoever builds it.
pub(in crate::scan) async fn fail_loading(
    database: &Database,
    session: &Session,
    reason: &str,
) -> Result<()> {
    let (tables, loading) = (session.tables, Some(session.loading));
    database
        .in_tenant(session.tenant_id, GIVING_UP, async |tx| fail(tx, tables, loading, false, reason).await)
        .await
        .map(drop)
}

/// Gives a scan up whose build the caller has the lock for.
pub(in crate::scan) async fn fail_building(builder: &Builder<'_>, reason: &str) -> Result<()> {
    let (tables, loading) = (builder.session.tables, Some(builder.session.loading));
    builder.step(GIVING_UP, async |tx| fail(tx, tables, loading, true, reason).await).await.map(drop)
}

/// Marks a scan ERROR and drops its staging tables. False when it was finished already, or begun again by others.
async fn fail(
    tx: &Tx<'_>,
    tables: ScanTables,
    loading: Option<Timestamp>,
    building: bool,
    reason: &str,
) -> Result<bool> {
    let params: [Param<'_>; 5] = [
        ("scan_id", &tables.scan_id),
        ("now", &Timestamp::now()),
        ("reason", &reason),
        ("loading", &loading),
        ("building", &building),
    ];
    let ended = tx.execute(&FAIL_SCAN, &params).await? == 1;
    if ended {
        tables.drop_staging(tx).await?;
    }
    Ok(ended)
}

/// What became of a scan that was to be given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Abandoned {
    /// It is given up.
    Now,
    /// It had been given up before, for this reason: nothing of it was left.
    Before(String),
}

/// Gives an unfinished scan up. One that is published stays: that is an error.
pub async fn abandon(database: &Database, tenant: &str, scan_guid: Uuid) -> Result<Abandoned> {
    database.retrying(|| try_abandon(database, tenant, scan_guid)).await
}

const BY_ABANDON: &str = "given up by tierload abandon";

async fn try_abandon(database: &Database, tenant: &str, scan_guid: Uuid) -> Result<Abandoned> {
    const DOING: &str = "cannot look up the scan";
    let tenant_id = find_tenant(database, tenant).await?;
    let mut session = database.session().await?;
    // A publish that is under way is waited for: giving up what it is about to show would deadlock with it.
    let lock = begin(&mut session, Some(tenant_id), DOING).await?;
    let Some(found) = find_scan(&lock, scan_guid).await? else {
        return Err(Error::usage(format!("tenant {tenant} has no scan {scan_guid}")).of_scan(scan_guid));
    };
    lock.rows(&LOCK_BUILD, &[("scan_id", &found.tables.scan_id)]).await?;
    let given_up = database
        .in_tenant(tenant_id, GIVING_UP, async |tx| fail(tx, found.tables, None, true, BY_ABANDON).await)
        .await?;
    if given_up {
        return Ok(Abandoned::Now);
    }
    let found = find_scan(&lock, scan_guid).await?;
    match found {
        Some(FoundScan { status: ScanStatus::Error, error, .. }) => {
            // Where something was tried again, it may have been an earlier try of ours whose answer was lost.
            let is_ours = database.retries() > 0 && error.as_deref() == Some(BY_ABANDON);
            let reason = error.unwrap_or_else(|| "no reason is kept".into());
            Ok(if is_ours { Abandoned::Now } else { Abandoned::Before(reason) })
        }
        Some(FoundScan { status, .. }) if status.is_published() => {
            let message = format!(
                "scan {scan_guid} is published ({}), and stays: what was published is not taken back; a later scan of the \
                 share takes its place",
                status.as_str()
            );
            Err(Error::usage(message).of_scan(scan_guid))
        }
        _ => Err(Error::internal("the scan was neither given up nor is it finished").of_scan(scan_guid)),
    }
}
