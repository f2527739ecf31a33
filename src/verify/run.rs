//! Runs the checks: one transaction a share.

use super::outcome::{Finding, Observer, VerifyOutcome};
use super::sql::{CHECKS, LEFT_BEHIND, LOG_CHAIN};
use crate::catalog::{Tenant, list_scans, list_shares, select_tenants};
use crate::db::{Database, Param, Row, Tx, log_guard};
use crate::error::{Error, Result};

/// Every check reads whole tables. Just after a load, before autovacuum has looked at them, the planner thinks that they
/// are small and loops over one for each row of another: 65 s in place of 1.5 s for 200 scans of 6,000 files.
const WHOLE_TABLES: &str = "set local enable_nestloop = off";

/// What to check.
#[derive(Debug, Clone, Default)]
pub struct VerifySpec {
    /// The code of a tenant; None for all tenants.
    pub tenant: Option<String>,
    /// The name of a share; None for all shares.
    pub share: Option<String>,
}

/// Checks the invariants of the tables of each share. What breaks them is no error, but part of the outcome.
pub async fn verify(
    database: &Database,
    spec: &VerifySpec,
    observer: &mut impl Observer,
) -> Result<VerifyOutcome> {
    let log = log_guard(database).await?;
    let mut outcome = VerifyOutcome { shares: 0, checks: CHECKS.len(), log, findings: Vec::new() };
    for tenant in select_tenants(database, spec.tenant.as_deref()).await? {
        let tenant_id = tenant.id();
        let mut shares = database
            .in_tenant(tenant_id, "cannot list shares", async |tx| list_shares(tx, tenant_id).await)
            .await?;
        if outcome.log.is_guarded || outcome.log.is_chained(&tenant.home) {
            let of_share =
                |name: &String| shares.iter().find(|share| share.name == *name).map(|share| share.share_id);
            // A tenant who has no such share has nothing to be checked.
            let share_id = spec.share.as_ref().map(of_share);
            if share_id != Some(None) {
                for finding in check_log(database, &tenant, share_id.flatten()).await? {
                    observer.finding(&finding)?;
                    outcome.findings.push(finding);
                }
            }
        }
        shares.retain(|share| spec.share.as_ref().is_none_or(|name| *name == share.name));
        for share in shares {
            share.check()?;
            let mut found = |check, object, finding| {
                let (tenant, share) = (tenant.code.clone(), share.name.clone());
                let finding = Finding { tenant, share, check, object, finding };
                observer.finding(&finding)?;
                outcome.findings.push(finding);
                Ok(())
            };
            database
                .in_tenant(tenant_id, "cannot begin the checks", async |tx| {
                    check_share(tx, share.share_id, &mut found).await
                })
                .await?;
            outcome.shares += 1;
        }
    }
    match &spec.share {
        Some(name) if outcome.shares == 0 => {
            Err(Error::usage(format!("no share {name}; see: tierload status")).about(name))
        }
        _ => Ok(outcome),
    }
}

/// The chains of the log: those of a tenant's shares, be they gone, and that of no share; or that of one share.
async fn check_log(database: &Database, tenant: &Tenant, share_id: Option<i64>) -> Result<Vec<Finding>> {
    let tenant_id = tenant.id();
    let params: [Param<'_>; 2] = [("tenant_id", &tenant_id), ("share_id", &share_id)];
    let doing = format!("cannot run {}", LOG_CHAIN.file);
    let rows = database.in_tenant(tenant_id, doing, async |tx| tx.rows(&LOG_CHAIN, &params).await).await?;
    let finding = |row: &Row| {
        let (tenant, check) = (tenant.code.clone(), LOG_CHAIN.file);
        let (share, object, finding) = (row.get("share")?, row.get("object")?, row.get("finding")?);
        Ok(Finding { tenant, share, check, object, finding })
    };
    rows.iter().map(finding).collect()
}

async fn check_share(
    tx: &mut Tx<'_>,
    share_id: i64,
    found: &mut impl FnMut(&'static str, String, String) -> Result<()>,
) -> Result<()> {
    tx.batch(WHOLE_TABLES).await?;
    let Staged { scan_ids, staging_tables, are_needed } = staged(tx, share_id).await?;
    let of_scans: [Param<'_>; 4] = [
        ("share_id", &share_id),
        ("scan_ids", &scan_ids),
        ("staging_tables", &staging_tables),
        ("are_needed", &are_needed),
    ];
    for check in &CHECKS {
        tx.doing(format!("cannot run {}", check.file));
        let params = if check.file == LEFT_BEHIND.file { &of_scans[..] } else { &of_scans[..1] };
        for row in tx.rows(check, params).await? {
            found(check.file, row.get("object")?, row.get("finding")?)?;
        }
    }
    tx.doing("cannot end the checks");
    Ok(())
}

/// The staging tables of scans, each at its place.
#[derive(Default)]
struct Staged {
    scan_ids: Vec<i64>,
    staging_tables: Vec<String>,
    /// Whether the scan has the table for as long as it is unfinished.
    are_needed: Vec<bool>,
}

async fn staged(tx: &mut Tx<'_>, share_id: i64) -> Result<Staged> {
    tx.doing("cannot list scans");
    let scans = list_scans(tx, share_id).await?;
    let mut staged = Staged::default();
    for scan in &scans {
        for (table, is_needed) in scan.all_staging() {
            staged.scan_ids.push(scan.scan_id);
            staged.staging_tables.push(table.name().to_owned());
            staged.are_needed.push(is_needed);
        }
    }
    Ok(staged)
}
