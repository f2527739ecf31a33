//! The end of the publishing transaction: the share points to the scan, and the scan's row gets what it came to.

use super::previous::Previous;
use super::sql::{FINISH_SCAN, PUBLISH_SHARE};
use super::totals::{Changes, Totals};
use crate::catalog::ScanStatus;
use crate::db::{Param, Tx};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::session::{LedgerTotals, Session};
use crate::snapshot::Link;
use jiff::Timestamp;

/// Publishes what is written as of `now`, and commits.
pub(super) async fn finish(
    mut tx: Tx<'_>,
    session: &Session,
    ledger: &LedgerTotals,
    totals: &Totals,
    previous: &Previous,
    changes: Changes,
    now: Timestamp,
) -> Result<()> {
    tx.doing("cannot publish the scan");
    let tables = session.tables;
    let snapshot_no = previous.snapshot_no + 1;
    let (share_id, scan_id) = (tables.share_id, tables.scan_id);
    let this: [Param<'_>; 4] =
        [("share_id", &share_id), ("scan_id", &scan_id), ("snapshot_no", &snapshot_no), ("now", &now)];
    tx.execute(&PUBLISH_SHARE, &this).await?;
    tables.drop_staging(&tx).await?;
    let unchanged = totals.rows - changes.new - changes.changed;
    let status =
        if ledger.rejected > 0 || changes.unknown.unwanted { ScanStatus::Warn } else { ScanStatus::Ok };
    let link = Link {
        tenant_id: session.tenant_id,
        scan_guid: session.scan_guid,
        snapshot_no,
        started: session.started,
        rows_read: ledger.rows_read,
        loaded: totals.rows,
        rejected: ledger.rejected,
        skipped: ledger.skipped,
        known: totals.known,
        bytes: &totals.bytes,
        digest: &totals.digest,
        under: &session.under,
    };
    let chain_value = link.chain_value(previous.chain_value.as_deref());
    let result: [Param<'_>; 25] = [
        ("scan_id", &scan_id),
        ("status", &status.as_str()),
        ("now", &now),
        ("bytes_read", &ledger.bytes_read),
        ("rows_read", &ledger.rows_read),
        ("loaded", &totals.rows),
        ("rejected", &ledger.rejected),
        ("duplicates", &totals.duplicates),
        ("skipped", &ledger.skipped),
        ("files_new", &changes.new),
        ("files_changed", &changes.changed),
        ("files_unchanged", &unchanged),
        ("files_removed", &changes.removed),
        ("files_not_seen", &changes.not_seen),
        ("dirs_new", &changes.dirs_new),
        ("objects_gone", &changes.objects.gone),
        ("snapshot_no", &snapshot_no),
        ("known", &totals.known),
        ("bytes", &totals.bytes),
        ("digest", &totals.digest),
        ("chain_value", &chain_value),
        ("started", &session.started),
        ("without_path", &changes.unknown.without_path),
        ("folders_not_read", &changes.unknown.folders_not_read),
        ("objects_replaced", &changes.objects.replaced),
    ];
    let finished = tx.execute(&FINISH_SCAN, &result).await?;
    if finished != 1 || unchanged < 0 {
        return Err(Error::internal(format!(
            "the row counts do not balance: {} loaded, {} duplicates, {changes:?}",
            ledger.loaded, totals.duplicates
        ))
        .of_scan(session.scan_guid));
    }
    failpoint!("before-publish-commit");
    tx.commit().await?;
    failpoint!("publish-committed");
    Ok(())
}
