//! Brings `file_state` from the scan before to this one, writing only what differs.

use super::previous::Previous;
use super::sql::{ANALYZE_DIFF, COUNT_DIFF, DIFF, DROP_DIFF, INSERT_NEW, MARK_REMOVED, UPDATE_CHANGED};
use crate::db::{Param, Tx};
use crate::error::{ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::session::Session;
use jiff::Timestamp;

/// How a scan changed its share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) new: i64,
    pub(super) changed: i64,
    pub(super) removed: i64,
}

/// Writes what changed into `file_state`. `None` when a duplicate in the staging table got in the way.
pub(super) async fn write_differences(
    tx: &Tx<'_>,
    session: &Session,
    previous: &Previous,
) -> Result<Option<Changes>> {
    let tables = session.tables;
    let now = Timestamp::now();
    let diff = || ("diff", tables.diff().into());
    let both = || [("state", tables.share().state().into()), diff()];
    tx.run(&DROP_DIFF.with([diff()])).await?;
    tx.run(&DIFF.with([
        diff(),
        ("staging", tables.staging().into()),
        ("state", tables.share().state().into()),
        ("started", session.started.into()),
    ]))
    .await?;
    tx.run(&ANALYZE_DIFF.with([diff()])).await?;
    let row = tx.row(&COUNT_DIFF.with([diff()]), &[]).await?;
    let changes = Changes {
        new: row.get("files_new")?,
        changed: row.get("files_changed")?,
        removed: row.get("files_removed")?,
    };
    let last: [Param<'_>; 3] =
        [("last_scan_id", &previous.last_scan_id), ("last_scan_utc", &previous.last_scan_utc), ("now", &now)];
    let removed = tx.execute(&MARK_REMOVED.with(both()), &last).await?;
    let this: [Param<'_>; 2] = [("scan_id", &tables.scan_id), ("now", &now)];
    let changed = tx.execute(&UPDATE_CHANGED.with(both()), &this).await?;
    failpoint!("changes-written");
    let new: [Param<'_>; 4] = [
        ("tenant_id", &session.tenant_id),
        ("share_id", &tables.share_id),
        ("scan_id", &tables.scan_id),
        ("now", &now),
    ];
    let inserted = match tx.execute(&INSERT_NEW.with(both()), &new).await {
        Err(error) if error.kind() == ErrorKind::UniqueViolation => return Ok(None),
        outcome => outcome?,
    };
    let signed = u64::cast_signed;
    let written = Changes { new: signed(inserted), changed: signed(changed), removed: signed(removed) };
    if written != changes {
        // Two rows for one file update it once only: the redo without duplicates settles it.
        return Ok(None);
    }
    tx.run(&DROP_DIFF.with([diff()])).await?;
    failpoint!("differences-written");
    Ok(Some(changes))
}
