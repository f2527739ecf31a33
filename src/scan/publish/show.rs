//! The one transaction that makes a scan visible: a reader sees all of it, or nothing.

use super::build::{BuildState, begin_step, build_first, build_state};
use super::differences::{
    Compared, count_differences, drop_differences, find_differences, write_differences,
};
use super::duplicates::drop_duplicates;
use super::finish::finish;
use super::forms::carry_accesses;
use super::objects::end_objects;
use super::overlap::refuse_overlap;
use super::part::{keep_outside, present};
use super::previous::lock_share;
use super::removed::refuse_removals;
use super::totals::{Changes, Totals};
use super::unknown::Unknown;
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::allowed::Allowed;
use crate::scan::outcome::StageTimes;
use crate::scan::session::{Builder, LedgerTotals, Session};
use std::time::Instant;

/// Builds and publishes. The caller holds the lock to build this scan.
pub(in crate::scan) async fn build_and_publish(
    builder: &Builder<'_>,
    ledger: &LedgerTotals,
    allowed: Allowed,
) -> Result<StageTimes> {
    let state = build_state(builder).await?;
    if !state.share_has_state
        && let Some(times) = publish_first(builder, ledger, state, allowed).await?
    {
        return Ok(times);
    }
    publish_differences(builder, ledger, allowed).await
}

/// `None` when another scan, or an audit log, gave the share its `file_state` meanwhile.
async fn publish_first(
    builder: &Builder<'_>,
    ledger: &LedgerTotals,
    state: BuildState,
    allowed: Allowed,
) -> Result<Option<StageTimes>> {
    let started = Instant::now();
    let session = builder.session;
    let dirs_new = build_first(builder, state, allowed.overlap).await?;
    let totals = Totals::read(builder, ledger).await?;
    refuse_overlap(session, ledger, &totals, allowed.overlap)?;
    let built = started.elapsed();
    let publishing = Instant::now();
    let mut connection = builder.database.session().await?;
    let mut tx = builder.begin(&mut connection, LOCKING).await?;
    let previous = match lock_share(&tx, session).await? {
        Some(previous) if previous.has_state => return Ok(None),
        Some(previous) => previous,
        None => return Ok(Some(StageTimes::new())),
    };
    failpoint!("before-attach");
    tx.doing("cannot attach the scan");
    session.tables.attach(&mut tx).await?;
    failpoint!("scan-attached");
    let unknown = Unknown::read(&tx, session.tables).await?;
    let changes = Changes { new: totals.rows, dirs_new, unknown, ..Changes::default() };
    let now = tx.now().await?;
    finish(tx, session, ledger, &totals, &previous, changes, now).await?;
    Ok(Some(vec![("keys", built), ("publish", publishing.elapsed())]))
}

async fn publish_differences(
    builder: &Builder<'_>,
    ledger: &LedgerTotals,
    allowed: Allowed,
) -> Result<StageTimes> {
    let session = builder.session;
    let mut may_have_duplicates = true;
    loop {
        let started = Instant::now();
        let Session { tenant_id, tables, started: walk_began, .. } = *session;
        drop_differences(builder).await?;
        let totals = Totals::read(builder, ledger).await?;
        refuse_overlap(session, ledger, &totals, allowed.overlap)?;
        let mut connection = builder.database.session().await?;
        let mut tx = begin_step(builder, &mut connection, LOCKING).await?;
        let Some(previous) = lock_share(&tx, session).await? else { return Ok(StageTimes::new()) };
        let scan = Compared {
            tenant_id,
            tables,
            started: walk_began,
            known: totals.known,
            rows: totals.rows,
            // Digests of other columns are others. Where rows do not match one to one, all of them are looked at.
            digests_tell: previous.known == Some(totals.known) && may_have_duplicates,
        };
        tx.doing("cannot find the differences");
        let differences = find_differences(builder, &tx, &scan).await?;
        let unknown = Unknown::read(&tx, tables).await?;
        unknown.keep_files(&tx, tables).await?;
        keep_outside(&tx, session).await?;
        let changes = count_differences(&tx, &scan, differences).await?;
        let changes = changes.map(|changes| Changes { unknown, ..changes });
        if let Some(changes) = &changes {
            let present = present(&tx, session, changes).await?;
            refuse_removals(&tx, session, &scan, (changes.removed, present), allowed.removed).await?;
        }
        let found = started.elapsed();
        let (writing, now) = (Instant::now(), tx.now().await?);
        tx.doing("cannot write the differences");
        let written = match changes {
            Some(_) => {
                let writing = write_differences(&tx, &scan, previous.snapshot_no + 1, now);
                tx.saying_for_whom_it_waits(writing).await?
            }
            None => None,
        };
        let Some((changes, written)) = changes.zip(written) else {
            tx.rollback().await?;
            if !may_have_duplicates {
                return Err(Error::internal("the rows of the scan and of the share do not match one to one")
                    .of_scan(session.scan_guid));
            }
            may_have_duplicates = false;
            drop_duplicates(builder, allowed.overlap).await?;
            continue;
        };
        if (written.new, written.changed) != (changes.new, changes.changed) {
            let message = format!("{changes:?} were found, and {written:?} were written");
            return Err(Error::internal(message).of_scan(session.scan_guid));
        }
        carry_accesses(&tx, session).await?;
        let written = writing.elapsed();
        let publishing = Instant::now();
        let ending = end_objects(&tx, session, &previous, totals.known, now, allowed.replaced);
        let objects = tx.saying_for_whom_it_waits(ending).await?;
        let changes = Changes { objects, ..changes };
        finish(tx, session, ledger, &totals, &previous, changes, now).await?;
        return Ok(vec![("differences", found), ("versions", written), ("publish", publishing.elapsed())]);
    }
}

const LOCKING: &str = "cannot take the lock of the share";
