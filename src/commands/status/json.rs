//! A status as one JSON object. Times and ids are strings.

use crate::commands::log_guard;
use jiff::Timestamp;
use serde_json::{Value, json};
use tierload::status::{MissingHome, ScanSummary, ShareStatus, StatusOutcome, TenantStatus};

pub(super) fn render(outcome: &StatusOutcome) -> Value {
    let missing = |MissingHome { tenant, home }: &MissingHome| json!({ "tenant": tenant, "home": home });
    json!({
        "tenants": outcome.tenants.iter().map(tenant).collect::<Vec<_>>(),
        "missing": outcome.missing.iter().map(missing).collect::<Vec<_>>(),
        "audit_log": log_guard::to_json(&outcome.log),
    })
}

fn tenant(tenant: &TenantStatus) -> Value {
    json!({
        "code": tenant.code,
        "name": tenant.name,
        "shares": tenant.shares.iter().map(share).collect::<Vec<_>>(),
        "scans": tenant.scans.iter().map(scan).collect::<Vec<_>>(),
    })
}

fn share(share: &ShareStatus) -> Value {
    json!({
        "share_id": share.share_id,
        "name": share.name,
        "source_type": share.source_type,
        "root": share.root,
        "last_scan_utc": share.last_scan_utc.map(time),
        "files": share.files,
        "last_scan_guid": share.last_scan_guid.map(|guid| guid.to_string()),
        "bytes": share.bytes,
    })
}

fn scan(scan: &ScanSummary) -> Value {
    json!({
        "share": scan.share,
        "scan_guid": scan.scan_guid.to_string(),
        "status": scan.status,
        "started_utc": time(scan.started_utc),
        "loading_utc": time(scan.loading_utc),
        "finished_utc": scan.finished_utc.map(time),
        "rows_read": scan.rows_read,
        "loaded": scan.loaded,
        "rejected": scan.rejected,
        "bytes_read": scan.bytes_read,
        "chunks": scan.chunks,
        "error": scan.error,
    })
}

fn time(time: Timestamp) -> String {
    time.to_string()
}
