//! Proves the snapshots of each share, in one transaction a share.

use super::books::check_chain;
use super::pass::Different;
use super::read::Reading;
use super::span::Span;
use super::spec::{AsOf, ProofOutcome, ProofSpec};
use super::sql::NAME_DIRS;
use super::sums::Sums;
use super::timeline::Timeline;
use crate::catalog::layout::ShareTables;
use crate::catalog::{list_shares, select_tenants};
use crate::db::{Database, Param, TenantId, Tx, begin_reading};
use crate::error::{Error, Result};
use crate::snapshot::{Principals, Snapshot, list_snapshots};
use crate::verify::{Finding, Observer};
use std::collections::HashMap;
use std::sync::Arc;

/// What findings say is checked.
const CHECK: &str = "as-of";

/// Rebuilds snapshots from the tables and compares them with what their scans came to. What differs is no error, but part of
/// the outcome.
pub async fn prove(
    database: &Database,
    spec: &ProofSpec,
    observer: &mut impl Observer,
) -> Result<ProofOutcome> {
    if matches!(spec.as_of, AsOf::Number(_)) && spec.share.is_none() {
        return Err(Error::usage(
            "a snapshot's number is its share's own: name the share, or the scan by its UUID",
        ));
    }
    let mut outcome = ProofOutcome::default();
    for tenant in select_tenants(database, spec.tenant.as_deref()).await? {
        let tenant_id = tenant.id();
        let mut shares = database
            .in_tenant(tenant_id, "cannot list shares", async |tx| list_shares(tx, tenant_id).await)
            .await?;
        shares.retain(|share| spec.share.as_ref().is_none_or(|name| *name == share.name));
        for share in shares {
            let mut found = |object, finding| {
                let (tenant, share) = (tenant.code.clone(), share.name.clone());
                let finding = Finding { tenant, share, check: CHECK, object, finding };
                observer.finding(&finding)?;
                outcome.findings.push(finding);
                Ok(())
            };
            let mut session = database.session().await?;
            let mut tx = begin_reading(&mut session, tenant_id, "cannot list snapshots").await?;
            let all = list_snapshots(&tx, share.share_id).await?;
            let wanted: Vec<Snapshot> =
                all.iter().filter(|snapshot| is_wanted(spec.as_of, snapshot)).cloned().collect();
            if let Some(last) = wanted.last() {
                tx.doing("cannot prove the snapshots");
                check_chain(&tx, tenant_id, share.share_id, &all, last.snapshot_no, &mut found).await?;
                let of = (tenant_id, share.tables());
                outcome.versions += rebuild(database, &tx, of, &wanted, spec, &mut found).await?;
                outcome.shares += 1;
                outcome.snapshots += wanted.len();
            }
            tx.rollback().await?;
        }
    }
    if outcome.shares == 0 { Err(nothing_to_prove(spec)) } else { Ok(outcome) }
}

fn is_wanted(as_of: AsOf, snapshot: &Snapshot) -> bool {
    match as_of {
        AsOf::All => true,
        AsOf::Scan(guid) => snapshot.scan_guid == guid,
        AsOf::Number(number) => snapshot.snapshot_no == number,
    }
}

fn nothing_to_prove(spec: &ProofSpec) -> Error {
    let place = spec.share.as_ref().map_or("no share".to_owned(), |share| format!("no share {share}"));
    let wanted = match spec.as_of {
        AsOf::All => "has a snapshot".to_owned(),
        AsOf::Scan(guid) => format!("has a published scan {guid}"),
        AsOf::Number(number) => format!("has a snapshot {number}"),
    };
    Error::usage(format!("{place} {wanted}; see: tierload status"))
}

/// Compares what the rows add up to with what is stored of their directories and scans. Returns how many versions were read.
async fn rebuild(
    database: &Database,
    tx: &Tx<'_>,
    (tenant_id, tables): (TenantId, ShareTables),
    snapshots: &[Snapshot],
    spec: &ProofSpec,
    found: &mut impl FnMut(String, String) -> Result<()>,
) -> Result<u64> {
    let principals = Principals::read(tx, tenant_id).await?;
    for (id, principal) in principals.damaged() {
        found(format!("principal {id}"), format!("{principal} is not what its digest was made of"))?;
    }
    let (span, dirs_in_memory) = (Span::new(snapshots), spec.dirs_in_memory);
    let reading = Arc::new(Reading { tenant_id, tables, span, principals, dirs_in_memory });
    let read = reading.all(database, tx).await?;
    for path in &read.damaged.named {
        found(format!("dir {path}"), "path, bytes, digests and parent do not belong together".to_owned())?;
    }
    tell_dirs(tx, tables.share_id, &read.different.named, found).await?;
    for (more, what) in [(read.damaged.more, "damaged"), (read.different.more, "different")] {
        if more > 0 {
            found(format!("{more} more directories"), format!("are {what} likewise"))?;
        }
    }
    check_totals(&reading.span, &read.totals, snapshots, found)?;
    Ok(read.versions)
}

async fn tell_dirs(
    tx: &Tx<'_>,
    share_id: i64,
    dirs: &[Different],
    found: &mut impl FnMut(String, String) -> Result<()>,
) -> Result<()> {
    let ids: Vec<i64> = dirs.iter().map(|dir| dir.dir_id).collect();
    let params: [Param<'_>; 2] = [("share_id", &share_id), ("dir_ids", &ids)];
    let mut paths: HashMap<i64, String> = HashMap::new();
    for row in tx.rows(&NAME_DIRS, &params).await? {
        paths.insert(row.get("dir_id")?, row.get("dir_path")?);
    }
    for Different { dir_id, difference, numbers } in dirs {
        let object = match paths.get(dir_id) {
            Some(path) => format!("dir {path}"),
            None => format!("dir {dir_id}, which is not there"),
        };
        found(object, format!("in {}: {}", in_words(numbers), difference_in_words(difference)))?;
    }
    Ok(())
}

/// `snapshot 3`, `snapshots 1 to 3 and 2 others`.
fn in_words(numbers: &[i32]) -> String {
    let run = numbers.windows(2).take_while(|pair| pair[0] + 1 == pair[1]).count();
    let first = numbers.first().copied().unwrap_or(0);
    let others = numbers.len() - run - 1;
    let others = if others > 0 { format!(" and {others} others") } else { String::new() };
    if run > 0 {
        format!("snapshots {first} to {}{others}", numbers[run])
    } else {
        format!("snapshot {first}{others}")
    }
}

fn difference_in_words(difference: &Sums) -> String {
    let Sums { files, bytes, allocated_bytes, .. } = difference;
    if (*files, *bytes, *allocated_bytes) == (0, 0, 0) {
        return "a row, or the stored digest, is not what was published".to_owned();
    }
    format!(
        "its rows are {files:+} files, {bytes:+} bytes and {allocated_bytes:+} allocated bytes away from what was published"
    )
}

/// Compares what all rows of a snapshot add up to with the row of its scan.
fn check_totals(
    span: &Span,
    totals: &Timeline,
    snapshots: &[Snapshot],
    found: &mut impl FnMut(String, String) -> Result<()>,
) -> Result<()> {
    let mut result = Ok(());
    totals.each(span.kinds().len(), span, |at, sums| {
        let (sums, snapshot) = (&sums[span.kind(at)], &snapshots[at]);
        let rebuilt = (sums.files, sums.bytes.to_string(), sums.digest.to_string());
        let stored = (snapshot.loaded, snapshot.bytes.clone(), snapshot.digest.clone());
        if rebuilt != stored && result.is_ok() {
            let finding = format!(
                "snapshot {} has {} files with {} bytes and digest {}, its scan came to {} with {} and {}",
                snapshot.snapshot_no, rebuilt.0, rebuilt.1, rebuilt.2, stored.0, stored.1, stored.2
            );
            result = found(snapshot.scan_guid.to_string(), finding);
        }
    });
    result
}
