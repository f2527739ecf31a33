//! The row of a scan: which one the inputs stand for, found, added, or begun again.

use super::inputs::{InputIdentity, as_stored, last_written};
use super::ledger::delete_ledger;
use super::spec::SessionSpec;
use super::sql::{ADD_SCAN, FIND_SCAN, RESTART_SCAN};
use crate::catalog::layout::ScanTables;
use crate::catalog::{ScanStatus, Share};
use crate::db::{Param, TenantId, Tx};
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

/// What a scan is, as it stands in its row.
pub(super) struct ScanIdentity<'i> {
    pub(super) scan_guid: Uuid,
    /// The folders that the walk is of; none where it is of the whole share.
    pub(super) under: &'i [String],
}

/// The row of a scan.
pub(super) struct Stored {
    pub(super) scan_id: i64,
    pub(super) status: ScanStatus,
    pub(super) started: Timestamp,
    pub(super) loading: Timestamp,
    pub(super) chunk_bytes: usize,
    pub(super) is_new: bool,
}

/// What tells a scan from others: its content, and the walk too. A tree that is again as it once was is news: it was not so in
/// between, or it still is. An earlier walk is told by its own time, where it was published, or by when its dump was written last,
/// which a copy may keep. One that is under way may be given another time.
pub(super) async fn identity(
    tx: &Tx<'_>,
    spec: &SessionSpec,
    share: &Share,
    inputs: &[InputIdentity],
    derived: Uuid,
) -> Result<Uuid> {
    let params: [Param<'_>; 2] = [("share_id", &share.share_id), ("scan_guid", &derived)];
    let Some(row) = tx.optional(&FIND_SCAN, &params).await? else { return Ok(derived) };
    let status = ScanStatus::of(&row)?;
    let (walk, earlier) = match spec.started {
        Some(_) if !status.is_published() => return Ok(derived),
        Some(started) => (Some(as_stored(started)), Some(row.get("started_utc")?)),
        // Nothing is left of it.
        None if status == ScanStatus::Error => return Ok(derived),
        None => (last_written(inputs), row.get::<Option<Timestamp>>("modified_utc")?),
    };
    Ok(match walk.filter(|walk| earlier.is_some_and(|earlier| *walk > earlier)) {
        Some(walk) => Uuid::new_v5(&derived, &walk.as_microsecond().to_be_bytes()),
        None => derived,
    })
}

/// Finds the row of a scan, or adds it.
pub(super) async fn find_or_add_scan(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    spec: &SessionSpec,
    share: &Share,
    identity: &ScanIdentity<'_>,
    started: Timestamp,
    now: Timestamp,
) -> Result<Stored> {
    let ScanIdentity { scan_guid, under } = identity;
    let params: [Param<'_>; 9] = [
        ("tenant_id", &tenant_id),
        ("share_id", &share.share_id),
        ("share_name", &spec.share),
        ("scan_guid", scan_guid),
        ("source_type", &share.source_type.as_str()),
        ("started", &started),
        ("now", &now),
        ("chunk_bytes", &(spec.chunk_bytes as i64)),
        ("under", under),
    ];
    if let Some(row) = tx.optional(&ADD_SCAN, &params).await? {
        let (scan_id, chunk_bytes) = (row.get("scan_id")?, spec.chunk_bytes);
        return Ok(Stored {
            scan_id,
            status: ScanStatus::Loading,
            started,
            loading: now,
            chunk_bytes,
            is_new: true,
        });
    }
    let row = tx.row(&FIND_SCAN, &[("share_id", &share.share_id), ("scan_guid", scan_guid)]).await?;
    let status = ScanStatus::of(&row)?;
    // Absence was or will be told by these; a scan that is begun again gets others.
    let of_other_folders = row.get::<Vec<String>>("under_dirs")? != *under;
    if of_other_folders && status != ScanStatus::Error {
        let message = format!(
            "scan {scan_guid} was begun with other folders of --under; give it the same ones, or leave --scan-id out"
        );
        return Err(Error::usage(message).of_scan(*scan_guid));
    }
    Ok(Stored {
        scan_id: row.get("scan_id")?,
        status,
        started: row.get("started_utc")?,
        loading: row.get("loading_utc")?,
        chunk_bytes: row.get::<i64>("chunk_bytes")? as usize,
        is_new: false,
    })
}

/// Begins a scan again that was given up.
pub(super) async fn restart(
    tx: &Tx<'_>,
    tables: ScanTables,
    identity: &ScanIdentity<'_>,
    started: Timestamp,
    now: Timestamp,
    chunk_bytes: usize,
) -> Result<()> {
    tables.drop_staging(tx).await?;
    delete_ledger(tx, tables.scan_id).await?;
    let params: [Param<'_>; 5] = [
        ("scan_id", &tables.scan_id),
        ("now", &now),
        ("chunk_bytes", &(chunk_bytes as i64)),
        ("started", &started),
        ("under", &identity.under),
    ];
    tx.execute(&RESTART_SCAN, &params).await.map(drop)
}
