//! The flow of an export: in one transaction, row by row.

use super::folder::Folder;
use super::spec::{ExportOutcome, ExportSpec};
use super::sql::COPY_SNAPSHOT;
use super::writer::Writer;
use crate::catalog::{Share, find_tenant};
use crate::crawl::{Output, Target};
use crate::db::{Database, Type, begin_reading};
use crate::dump::rows::DirSums;
use crate::error::{Error, ErrorKind, Result};
use crate::snapshot::{Principals, SEEN_TYPES, Snapshot, choose, list_snapshots, seen_row};

/// Memory of the server for the sort.
const SORT_MEMORY: &str = "set local work_mem = '128MB'";

/// Writes a snapshot. Its rows are added up on the way, and a snapshot that is no longer what was published is an error of kind
/// [`ErrorKind::Findings`]: then a file does not appear under its name. Writing blocks, as of a pipe that nobody reads.
pub async fn export(database: &Database, spec: &ExportSpec, target: Target) -> Result<ExportOutcome> {
    let tenant_id = find_tenant(database, &spec.tenant).await?;
    let mut session = database.session().await?;
    let mut tx =
        begin_reading(&mut session, tenant_id, format!("cannot look up share {}", spec.share)).await?;
    let share = Share::get(&tx, tenant_id, &spec.tenant, &spec.share).await?;
    let snapshots = list_snapshots(&tx, share.share_id).await?;
    let snapshot = choose(&spec.share, spec.as_of, &snapshots)?;
    tx.doing(format!("cannot read snapshot {} of share {}", snapshot.snapshot_no, spec.share));
    let principals = Principals::read(&tx, tenant_id).await?;
    tx.batch(SORT_MEMORY).await?;
    let copy = COPY_SNAPSHOT
        .with([("snapshot", i64::from(snapshot.snapshot_no).into()), ("share_id", share.share_id.into())]);
    let types = [&[Type::TEXT, Type::BYTEA][..], &SEEN_TYPES[..]].concat();
    let mut folder = Folder::of(&share)?;
    // Once all that may be refused is known.
    let mut writer = Writer::new(spec.format, Output::open(target)?, snapshot)?;
    let (mut sums, mut buffer) = (DirSums::default(), Vec::new());
    let mut rows = tx.copy_out(&copy, &types).await?;
    while let Some(row) = rows.next().await? {
        let Some(path) = row.get(0)? else { return Err(damaged(spec, snapshot)) };
        folder.set(path, row.get(1)?);
        let seen = snapshot.known().seen_of(seen_row(row, 2, folder.digest(), &principals)?);
        let digest = seen.digest_into(&mut buffer);
        sums += DirSums::of(&seen, digest);
        writer.push(&folder, &seen)?;
    }
    let rebuilt = (sums.files.cast_signed(), sums.bytes.to_string(), sums.digest.to_string());
    if rebuilt != (snapshot.loaded, snapshot.bytes.clone(), snapshot.digest.clone()) {
        return Err(damaged(spec, snapshot));
    }
    tx.rollback().await?;
    writer.finish()?;
    Ok(ExportOutcome {
        scan_guid: snapshot.scan_guid,
        snapshot_no: snapshot.snapshot_no,
        published: snapshot.published,
        files: sums.files,
        bytes: sums.bytes,
    })
}

fn damaged(spec: &ExportSpec, snapshot: &Snapshot) -> Error {
    let Snapshot { snapshot_no, scan_guid, .. } = snapshot;
    let message = format!(
        "snapshot {snapshot_no} of share {} is not what was published; tierload verify --as-of {scan_guid} names what changed",
        spec.share
    );
    Error::new(ErrorKind::Findings, message).of_scan(*scan_guid).about(&spec.share)
}
