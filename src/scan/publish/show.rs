//! The one transaction that makes a scan visible: a reader sees all of it, or nothing.

use super::build::{BuildState, begin_build, build_first, build_state};
use super::differences::{
    Compared, count_differences, drop_differences, find_differences, write_differences,
};
use super::duplicates::drop_duplicates;
use super::finish::finish;
use super::previous::lock_share;
use super::removed::refuse_removals;
use super::totals::{Changes, Totals};
use super::unknown::Unknown;
use crate::db::{Database, begin};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::max_removed::MaxRemoved;
use crate::scan::outcome::StageTimes;
use crate::scan::session::{LedgerTotals, Session};
use jiff::Timestamp;
use std::time::Instant;

/// Builds and publishes. The caller holds the lock to build this scan.
pub(in crate::scan) async fn build_and_publish(
    database: &Database,
    session: &Session,
    ledger: &LedgerTotals,
    max_removed: MaxRemoved,
) -> Result<StageTimes> {
    let state = build_state(database, session).await?;
    if !state.share_has_state
        && let Some(times) = publish_first(database, session, ledger, state).await?
    {
        return Ok(times);
    }
    publish_differences(database, session, ledger, max_removed).await
}

/// `None` when another scan, or an audit log, gave the share its `file_state` meanwhile.
async fn publish_first(
    database: &Database,
    session: &Session,
    ledger: &LedgerTotals,
    state: BuildState,
) -> Result<Option<StageTimes>> {
    let started = Instant::now();
    let dirs_new = build_first(database, session, state).await?;
    let totals = Totals::read(database, session, ledger).await?;
    let built = started.elapsed();
    let publishing = Instant::now();
    let mut connection = database.session().await?;
    let mut tx = begin(&mut connection, Some(session.tenant_id), LOCKING).await?;
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
    finish(tx, session, ledger, &totals, &previous, changes, Timestamp::now()).await?;
    Ok(Some(vec![("keys", built), ("publish", publishing.elapsed())]))
}

async fn publish_differences(
    database: &Database,
    session: &Session,
    ledger: &LedgerTotals,
    max_removed: MaxRemoved,
) -> Result<StageTimes> {
    let mut may_have_duplicates = true;
    loop {
        let started = Instant::now();
        let Session { tenant_id, tables, started: walk_began, .. } = *session;
        drop_differences(database, tenant_id, tables).await?;
        let totals = Totals::read(database, session, ledger).await?;
        let mut connection = database.session().await?;
        let mut tx = begin_build(&mut connection, tenant_id, LOCKING).await?;
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
        let differences = find_differences(database, &tx, &scan).await?;
        let unknown = Unknown::read(&tx, tables).await?;
        unknown.keep_files(&tx, tables).await?;
        let changes = count_differences(&tx, &scan, differences).await?;
        let changes = changes.map(|changes| Changes { unknown, ..changes });
        if let Some(changes) = &changes {
            refuse_removals(&tx, session, &scan, changes, max_removed).await?;
        }
        let found = started.elapsed();
        let (writing, now) = (Instant::now(), Timestamp::now());
        tx.doing("cannot write the differences");
        let written = match changes {
            Some(_) => write_differences(&tx, &scan, previous.snapshot_no + 1, now).await?,
            None => None,
        };
        let Some((changes, written)) = changes.zip(written) else {
            tx.rollback().await?;
            if !may_have_duplicates {
                return Err(Error::internal("the rows of the scan and of the share do not match one to one")
                    .of_scan(session.scan_guid));
            }
            may_have_duplicates = false;
            drop_duplicates(database, session).await?;
            continue;
        };
        if (written.new, written.changed) != (changes.new, changes.changed) {
            let message = format!("{changes:?} were found, and {written:?} were written");
            return Err(Error::internal(message).of_scan(session.scan_guid));
        }
        let written = writing.elapsed();
        let publishing = Instant::now();
        finish(tx, session, ledger, &totals, &previous, changes, now).await?;
        return Ok(vec![("differences", found), ("versions", written), ("publish", publishing.elapsed())]);
    }
}

const LOCKING: &str = "cannot take the lock of the share";
