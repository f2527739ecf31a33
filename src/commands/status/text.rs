//! A status for people.

use crate::commands::human::{bytes, count};
use crate::commands::terminal::printable;
use tierload::status::{MissingHome, ScanSummary, ShareStatus, StatusOutcome};

pub(super) fn render(place: &str, outcome: &StatusOutcome) -> String {
    let mut text = format!("{place}\n");
    for tenant in &outcome.tenants {
        text.push_str(&format!("tenant {} ({})\n", tenant.code, printable(&tenant.name)));
        if tenant.shares.is_empty() {
            text.push_str("  no shares yet; a share is made at its first scan\n");
        }
        for share in &tenant.shares {
            text.push_str(&share_line(share));
            text.extend(tenant.scans.iter().filter(|scan| scan.share == share.name).map(scan_line));
        }
    }
    for MissingHome { tenant, home } in &outcome.missing {
        text.push_str(&format!("tenant {tenant}: its home {home} is missing\n"));
    }
    text.push_str(&format!("{}\n", printable(&outcome.log.sentence())));
    text
}

fn share_line(share: &ShareStatus) -> String {
    let under = share.root.as_ref().map_or(String::new(), |root| format!(" under {}", printable(root)));
    format!(
        "  share {}  {}{under}  {} files, {} in tables\n",
        printable(&share.name),
        share.source_type,
        count(share.files.unwrap_or(0).cast_unsigned()),
        bytes(share.bytes.cast_unsigned())
    )
}

fn scan_line(scan: &ScanSummary) -> String {
    let number = |number: Option<i64>| number.unwrap_or(0).cast_unsigned();
    let unfinished = if scan.finished_utc.is_none() { "  unfinished: run its command again" } else { "" };
    let error = scan.error.as_ref().map_or(String::new(), |error| format!("  {}", printable(error)));
    format!(
        "    scan {}  {:<8} walked {:.16}  {} rows, {} rejected, {}{unfinished}{error}\n",
        scan.scan_guid,
        scan.status,
        scan.started_utc.to_string(),
        count(number(scan.rows_read)),
        count(number(scan.rejected)),
        bytes(number(scan.bytes_read))
    )
}
