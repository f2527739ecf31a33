//! What needs no row of a file: the numbers of the snapshots, and the chain that ties them.

use super::sql::LAST_SNAPSHOT;
use crate::db::{TenantId, Tx};
use crate::error::Result;
use crate::snapshot::Snapshot;

/// Looks for snapshots that are missing, and for scans whose chain value does not follow from the one before and from what
/// their row says. Each link is looked at by itself, so that the scan is named whose row is another one.
pub(super) async fn check_chain(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share_id: i64,
    snapshots: &[Snapshot],
    last: i32,
    found: &mut impl FnMut(String, String) -> Result<()>,
) -> Result<()> {
    let mut before: Option<&Snapshot> = None;
    for snapshot in snapshots.iter().filter(|snapshot| snapshot.snapshot_no <= last) {
        let number = snapshot.snapshot_no;
        let expected = before.map_or(0, |before| before.snapshot_no) + 1;
        if number != expected {
            found(format!("snapshot {expected}"), format!("is missing; the next one is {number}"))?;
        }
        let value = snapshot.chain_value_after(before.map(|before| &before.chain_value[..]), tenant_id);
        if value != snapshot.chain_value {
            let finding = format!(
                "the chain breaks at snapshot {number}: the row of its scan, or the chain value, is not what was published"
            );
            found(snapshot.scan_guid.to_string(), finding)?;
        }
        before = Some(snapshot);
    }
    let stored: i32 = tx.row(&LAST_SNAPSHOT, &[("share_id", &share_id)]).await?.get("last_snapshot_no")?;
    let listed = snapshots.last().map_or(0, |snapshot| snapshot.snapshot_no);
    if stored != listed {
        found(
            format!("snapshot {stored}"),
            format!("is the latest of the share, and the last one is {listed}"),
        )?;
    }
    Ok(())
}
