//! `tierload status`: tenants, shares and scans.

use crate::cli::StatusArgs;
use crate::db::{Database, Session, begin, sql};
use crate::error::{Error, Result};
use crate::tenant::{self, Tenant};
use crate::terminal::printable;
use indicatif::{HumanBytes, HumanCount};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

/// A share as it stands.
#[derive(Debug, Clone, Serialize)]
pub struct Share {
    /// `share.share_id`
    pub share_id: i64,
    /// Its name.
    pub name: String,
    /// NTFS, SMB, LucidLink or POSIX.
    pub source_type: String,
    /// What is stripped from its paths.
    pub root: Option<String>,
    /// When its latest scan was published.
    pub last_scan_utc: Option<String>,
    /// Files that that scan loaded.
    pub files: Option<i64>,
    /// That scan.
    pub last_scan_guid: Option<String>,
    /// Size of its tables and indexes.
    pub bytes: i64,
}

/// A scan as it stands.
#[derive(Debug, Clone, Serialize)]
struct Scan {
    share: String,
    scan_guid: String,
    status: String,
    started_utc: String,
    loading_utc: String,
    finished_utc: Option<String>,
    rows_read: Option<i64>,
    loaded: Option<i64>,
    rejected: Option<i64>,
    bytes_read: Option<i64>,
    chunks: i64,
    error: Option<String>,
}

#[derive(Debug, Serialize)]
struct TenantStatus {
    code: String,
    name: String,
    shares: Vec<Share>,
    scans: Vec<Scan>,
}

/// Runs `tierload status`.
pub async fn run(database: &Database, args: StatusArgs) -> Result<()> {
    let mut session = database.session().await?;
    let mut tenants = tenant::list(&mut session).await?;
    if let Some(code) = &args.tenant {
        tenant::find(&mut session, code).await?;
        tenants.retain(|tenant| tenant.code == *code);
    }
    let mut all = Vec::new();
    for Tenant { tenant_id, code, name, .. } in tenants {
        let shares = shares(&mut session, tenant_id).await?;
        let scans = scans(&mut session, tenant_id).await?;
        all.push(TenantStatus { code, name, shares, scans });
    }
    if args.json {
        println!("{}", serde_json::json!({ "tenants": all }));
        return Ok(());
    }
    println!("{}", database.place);
    for tenant in &all {
        println!("tenant {} ({})", tenant.code, printable(&tenant.name));
        if tenant.shares.is_empty() {
            println!("  no shares yet; a share is made at its first scan");
        }
        for share in &tenant.shares {
            print_share(share);
            for scan in tenant.scans.iter().filter(|scan| scan.share == share.name) {
                print_scan(scan);
            }
        }
    }
    Ok(())
}

fn print_share(share: &Share) {
    println!(
        "  share {}  {}{}  {} files, {} in tables",
        printable(&share.name),
        share.source_type,
        share.root.as_ref().map_or(String::new(), |root| format!(" under {}", printable(root))),
        HumanCount(share.files.unwrap_or(0) as u64),
        HumanBytes(share.bytes as u64)
    );
}

fn print_scan(scan: &Scan) {
    let count = |number: Option<i64>| HumanCount(number.unwrap_or(0) as u64);
    let unfinished = if scan.finished_utc.is_none() { "  unfinished: run its command again" } else { "" };
    println!(
        "    scan {}  {:<8} walked {:.16}  {} rows, {} rejected, {}{unfinished}{}",
        scan.scan_guid,
        scan.status,
        scan.started_utc,
        count(scan.rows_read),
        count(scan.rejected),
        HumanBytes(scan.bytes_read.unwrap_or(0) as u64),
        scan.error.as_ref().map_or(String::new(), |error| format!("  {}", printable(error)))
    );
}

/// The shares of a tenant.
pub async fn shares(session: &mut Session, tenant_id: Uuid) -> Result<Vec<Share>> {
    let failed = || Error::database("cannot list shares");
    let transaction = begin(session, Some(tenant_id)).await?;
    let rows = transaction.query(sql::status::SHARES.text, &[&tenant_id]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    let time = |time: Option<Timestamp>| time.map(|time| time.to_string());
    Ok(rows
        .iter()
        .map(|row| Share {
            share_id: row.get(0),
            name: row.get(1),
            source_type: row.get(2),
            root: row.get(3),
            last_scan_utc: time(row.get(4)),
            files: row.get(5),
            last_scan_guid: row.get::<_, Option<Uuid>>(6).map(|guid| guid.to_string()),
            bytes: row.get(7),
        })
        .collect())
}

async fn scans(session: &mut Session, tenant_id: Uuid) -> Result<Vec<Scan>> {
    let failed = || Error::database("cannot list scans");
    let transaction = begin(session, Some(tenant_id)).await?;
    let rows = transaction.query(sql::status::SCANS.text, &[&tenant_id]).await.map_err(failed())?;
    transaction.commit().await.map_err(failed())?;
    Ok(rows
        .iter()
        .map(|row| Scan {
            share: row.get(0),
            scan_guid: row.get::<_, Uuid>(1).to_string(),
            status: row.get(2),
            started_utc: row.get::<_, Timestamp>(3).to_string(),
            loading_utc: row.get::<_, Timestamp>(4).to_string(),
            finished_utc: row.get::<_, Option<Timestamp>>(5).map(|time| time.to_string()),
            rows_read: row.get(6),
            loaded: row.get(7),
            rejected: row.get(8),
            bytes_read: row.get(9),
            error: row.get(10),
            chunks: row.get(11),
        })
        .collect())
}
