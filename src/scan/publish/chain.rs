//! The chain value of a snapshot: whoever keeps one of them elsewhere can prove every snapshot before it.

use super::totals::Totals;
use crate::scan::session::{LedgerTotals, Session};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// SHA-256 of the chain value before, of what the scan is, and of what it came to. All of it stands in `scan`, so that
/// anybody can compute it again.
pub(super) fn chain_value(
    before: Option<&[u8]>,
    session: &Session,
    snapshot_no: i32,
    ledger: &LedgerTotals,
    totals: &Totals,
) -> Vec<u8> {
    let mut text = String::from("tierload snapshot 1\n");
    for byte in before.unwrap_or_default() {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    let _ = write!(
        text,
        "\n{}\n{}\n{snapshot_no}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
        session.tenant_id,
        session.scan_guid,
        session.started.as_microsecond(),
        ledger.rows_read,
        totals.rows,
        ledger.rejected,
        ledger.skipped,
        totals.known,
        totals.bytes,
        totals.digest,
    );
    Sha256::digest(text).to_vec()
}
