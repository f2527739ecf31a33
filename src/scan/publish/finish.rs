//! The end of the publishing transaction: the share points to the scan, and the scan's row gets its row counts.

use super::differences::Changes;
use super::sql::{COUNT_GONE_OBJECTS, FINISH_SCAN, MARK_OBJECTS_SEEN, PUBLISH_SHARE, TAKE_OVER_DIRS};
use crate::catalog::ScanStatus;
use crate::db::{Param, Tx};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::session::{LedgerTotals, Session};
use jiff::Timestamp;

/// Publishes what is attached, and commits.
pub(super) async fn finish(
    mut tx: Tx<'_>,
    session: &Session,
    totals: &LedgerTotals,
    duplicates: i64,
    changes: Changes,
) -> Result<()> {
    tx.doing("cannot publish the scan");
    let tables = session.tables;
    let (share_id, scan_id, now) = (tables.share_id, tables.scan_id, Timestamp::now());
    let this: [Param<'_>; 3] = [("share_id", &share_id), ("scan_id", &scan_id), ("now", &now)];
    tx.execute(&PUBLISH_SHARE, &this).await?;
    tx.execute(&TAKE_OVER_DIRS, &this[..2]).await?;
    // After the attach, so that its locks are taken first: they give way to others, row locks do not.
    let state = || [("state", tables.share().state().into())];
    let seen: [Param<'_>; 2] = [("share_id", &share_id), ("now", &now)];
    tx.execute(&MARK_OBJECTS_SEEN.with(state()), &seen).await?;
    let gone = tx.row(&COUNT_GONE_OBJECTS.with(state()), &seen[..1]).await?;
    let unchanged = totals.loaded - duplicates - changes.new - changes.changed;
    let status = if totals.rejected > 0 { ScanStatus::Warn } else { ScanStatus::Ok };
    let result: [Param<'_>; 14] = [
        ("scan_id", &scan_id),
        ("status", &status.as_str()),
        ("now", &now),
        ("bytes_read", &totals.bytes_read),
        ("rows_read", &totals.rows_read),
        ("loaded", &(totals.loaded - duplicates)),
        ("rejected", &totals.rejected),
        ("duplicates", &duplicates),
        ("skipped", &totals.skipped),
        ("files_new", &changes.new),
        ("files_changed", &changes.changed),
        ("files_unchanged", &unchanged),
        ("files_removed", &changes.removed),
        ("objects_gone", &gone.get::<i64>("objects")?),
    ];
    let finished = tx.execute(&FINISH_SCAN, &result).await?;
    if finished != 1 || unchanged < 0 {
        return Err(Error::internal(format!(
            "the row counts do not balance: {} loaded, {duplicates} duplicates, {changes:?}",
            totals.loaded
        ))
        .of_scan(session.scan_guid));
    }
    failpoint!("before-publish-commit");
    tx.commit().await?;
    failpoint!("publish-committed");
    Ok(())
}
