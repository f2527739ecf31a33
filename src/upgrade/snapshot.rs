//! The scans of a share become snapshots, as if they were published again one after the other.

use super::sql::{ADD_SNAPSHOT, COUNT_OLD_FILES, EMPTY_STAGING, FILL_STAGING, PUBLISHED_SCANS, STAGED_ROWS};
use crate::catalog::layout::{Half, ScanTables, ShareTables};
use crate::db::{Param, Row, TenantId, Tx};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::{
    Compared, add_up, add_up_rows, count_differences, create_differences, find_differences_here,
    write_differences,
};
use crate::snapshot::Link;
use jiff::Timestamp;
use uuid::Uuid;

/// A scan that became a snapshot.
#[derive(Debug)]
pub(super) struct Replayed {
    pub(super) tables: ScanTables,
    pub(super) scan_guid: Uuid,
    pub(super) snapshot_no: i32,
    /// The columns that some row of it has a value for.
    pub(super) known: i32,
    pub(super) rows: i64,
}

/// Makes a snapshot of each published scan, in the order of publishing.
pub(super) async fn replay(tx: &Tx<'_>, tenant_id: TenantId, share: ShareTables) -> Result<Vec<Replayed>> {
    let scans = tx.rows(&PUBLISHED_SCANS, &[("share_id", &share.share_id)]).await?;
    let Some(first) = scans.first() else { return Ok(Vec::new()) };
    // One set of staging tables serves all scans.
    let staging = ScanTables { share_id: share.share_id, scan_id: first.get("scan_id")? };
    staging.create_staging(tx).await?;
    create_differences(tx, staging).await?;
    let mut replayed = Vec::with_capacity(scans.len());
    let mut chain_value = None;
    for (scan, snapshot_no) in scans.iter().zip(1..) {
        let (done, value) = replay_one(tx, tenant_id, staging, scan, snapshot_no, chain_value).await?;
        replayed.push(done);
        chain_value = Some(value);
        failpoint!("upgrade-snapshot-made");
    }
    staging.drop_staging(tx).await?;
    Ok(replayed)
}

async fn replay_one(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    staging: ScanTables,
    scan: &Row,
    snapshot_no: i32,
    chain_before: Option<Vec<u8>>,
) -> Result<(Replayed, Vec<u8>)> {
    let tables = ScanTables { scan_id: scan.get("scan_id")?, ..staging };
    let (scan_guid, started, rows): (Uuid, Timestamp, i64) =
        (scan.get("scan_guid")?, scan.get("started_utc")?, scan.get("loaded")?);
    let wrong = |what: String| Error::internal(what).of_scan(scan_guid);
    let known = stage(tx, staging, tables, rows).await.map_err(|error| error.of_scan(scan_guid))?;
    failpoint!("upgrade-staged");
    let totals = add_up(tx, &staging.staging_dirs()).await?;
    if totals.rows != rows {
        return Err(wrong(format!("{rows} rows add up to {} files", totals.rows)));
    }
    let compared = Compared { tenant_id, tables: staging, started, known, rows, digests_tell: false };
    let found = find_differences_here(tx, &compared).await?;
    let changes = count_differences(tx, &compared, found).await?;
    let written = write_differences(tx, &compared, snapshot_no, scan.get("finished_utc")?).await?;
    let Some((changes, written)) = changes.zip(written) else {
        return Err(wrong("a file stands twice in it".to_owned()));
    };
    if (written.new, written.changed) != (changes.new, changes.changed) {
        return Err(wrong(format!("{changes:?} were found, and {written:?} were written")));
    }
    let link = Link {
        tenant_id,
        scan_guid,
        snapshot_no,
        started,
        rows_read: scan.get("rows_read")?,
        loaded: rows,
        rejected: scan.get("rejected")?,
        skipped: scan.get("skipped")?,
        known,
        bytes: &totals.bytes,
        digest: &totals.digest,
        under: &[],
    };
    let chain_value = link.chain_value(chain_before.as_deref());
    let snapshot: [Param<'_>; 6] = [
        ("scan_id", &tables.scan_id),
        ("snapshot_no", &snapshot_no),
        ("known", &known),
        ("bytes", &totals.bytes),
        ("digest", &totals.digest),
        ("chain_value", &chain_value),
    ];
    tx.execute(&ADD_SNAPSHOT, &snapshot).await?;
    Ok((Replayed { tables, scan_guid, snapshot_no, known, rows }, chain_value))
}

/// Stages the rows of a scan and what they add up to. Returns of which columns some row has a value. An error unless every
/// row that was loaded is there, and has a file.
async fn stage(tx: &Tx<'_>, staging: ScanTables, scan: ScanTables, loaded: i64) -> Result<i32> {
    tx.run(&EMPTY_STAGING.with([
        ("staging", staging.staging().into()),
        ("staging_dirs", staging.staging_dirs().into()),
        ("diff_0", staging.diff(Half::Even).into()),
        ("diff_1", staging.diff(Half::Odd).into()),
        ("dir_diff_0", staging.dir_diff(Half::Even).into()),
        ("dir_diff_1", staging.dir_diff(Half::Odd).into()),
    ]))
    .await?;
    let old_files = || ("old_files", scan.old_files().into());
    let rows: i64 = tx.row(&COUNT_OLD_FILES.with([old_files()]), &[]).await?.get("files")?;
    let fill = FILL_STAGING.with([
        ("staging", staging.staging().into()),
        old_files(),
        ("old_state", scan.share().old_state().into()),
    ]);
    let staged = tx.execute(&fill, &[]).await?.cast_signed();
    if (rows, staged) != (loaded, loaded) {
        return Err(Error::internal(format!(
            "{loaded} rows were loaded, {rows} are there, and {staged} of them have a file"
        )));
    }
    let all = STAGED_ROWS.with([("staging", staging.staging().into())]);
    let known = add_up_rows(tx, &all, &[], &staging.staging_dirs()).await?;
    Ok(known.bits().cast_signed())
}
