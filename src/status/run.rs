//! A status: one transaction a tenant.

use super::outcome::{MissingHome, ScanSummary, ShareStatus, StatusOutcome, TenantStatus};
use super::sql::{SCANS, SHARES};
use crate::catalog::{Tenant, list_shares, select_tenants_there};
use crate::db::{Database, Param, Row, TenantId, Tx, log_guard};
use crate::error::Result;

/// What to look at.
#[derive(Debug, Clone, Default)]
pub struct StatusSpec {
    /// The code of a tenant; None for all tenants.
    pub tenant: Option<String>,
}

/// Looks at tenants, shares and scans. A home that somebody dropped keeps no other from being looked at.
pub async fn status(database: &Database, spec: &StatusSpec) -> Result<StatusOutcome> {
    let mut tenants = Vec::new();
    let (there, missing) = select_tenants_there(database, spec.tenant.as_deref()).await?;
    for tenant in there {
        let tenant_id = tenant.id();
        let (shares, scans) = database
            .in_tenant(tenant_id, "cannot list shares", async |tx| {
                let shares = shares(tx, tenant_id).await?;
                tx.doing("cannot list scans");
                let scans = tx.rows(&SCANS, &[("tenant_id", &tenant_id)]).await?;
                Ok((shares, scans.iter().map(scan).collect::<Result<_>>()?))
            })
            .await?;
        let Tenant { code, name, .. } = tenant;
        tenants.push(TenantStatus { code, name, shares, scans });
    }
    let missing = missing.into_iter().map(|Tenant { code, home, .. }| MissingHome { tenant: code, home });
    Ok(StatusOutcome { tenants, missing: missing.collect(), log: log_guard(database).await? })
}

async fn shares(tx: &Tx<'_>, tenant_id: TenantId) -> Result<Vec<ShareStatus>> {
    let listed = list_shares(tx, tenant_id).await?;
    let tables = listed
        .iter()
        .flat_map(|share| share.tables().all().map(|table| (share.share_id, table.in_home(tenant_id.home))));
    let (ids, names): (Vec<i64>, Vec<String>) = tables.unzip();
    let params: [Param<'_>; 3] = [("tenant_id", &tenant_id), ("share_ids", &ids), ("tables", &names)];
    tx.rows(&SHARES, &params).await?.iter().map(share).collect()
}

fn share(row: &Row) -> Result<ShareStatus> {
    Ok(ShareStatus {
        share_id: row.get("share_id")?,
        name: row.get("share_name")?,
        source_type: row.get("src_type")?,
        root: row.get("root_path")?,
        last_scan_utc: row.get("last_scan_utc")?,
        files: row.get("loaded")?,
        last_scan_guid: row.get("scan_guid")?,
        bytes: row.get("bytes")?,
    })
}

fn scan(row: &Row) -> Result<ScanSummary> {
    Ok(ScanSummary {
        share: row.get("share_name")?,
        scan_guid: row.get("scan_guid")?,
        status: row.get("status")?,
        started_utc: row.get("started_utc")?,
        loading_utc: row.get("loading_utc")?,
        finished_utc: row.get("finished_utc")?,
        rows_read: row.get("rows_read")?,
        loaded: row.get("loaded")?,
        rejected: row.get("rejected")?,
        bytes_read: row.get("bytes_read")?,
        chunks: row.get("chunks")?,
        error: row.get("error_text")?,
    })
}
