//! The one transaction that makes a scan visible: a reader sees all of it, or nothing.

use super::build::{BuildState, add_constants, begin_build, build_first_state, build_key, build_state};
use super::differences::{Changes, write_differences};
use super::finish::finish;
use super::previous::lock_share;
use crate::db::{Database, Tx, begin};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::scan::outcome::StageTimes;
use crate::scan::session::{LedgerTotals, Session};
use jiff::Timestamp;
use std::time::Instant;

/// Builds and publishes. The caller holds the lock to build this scan.
pub(in crate::scan) async fn build_and_publish(
    database: &Database,
    session: &Session,
    totals: &LedgerTotals,
) -> Result<StageTimes> {
    let state = build_state(database, session).await?;
    if !state.has_constants {
        add_constants(database, session).await?;
    }
    if !state.share_has_state
        && let Some(times) = publish_first(database, session, totals, state).await?
    {
        return Ok(times);
    }
    let state = build_state(database, session).await?;
    publish_differences(database, session, totals, state).await
}

/// `None` when another scan, or an audit log, gave the share its `file_state` meanwhile.
async fn publish_first(
    database: &Database,
    session: &Session,
    totals: &LedgerTotals,
    state: BuildState,
) -> Result<Option<StageTimes>> {
    let started = Instant::now();
    let now = Timestamp::now();
    let first_state = async {
        match state.has_staged_state {
            true => Ok(true),
            false => build_first_state(database, session, now).await,
        }
    };
    let (duplicates, filled) =
        tokio::try_join!(build_key(database, session, state, totals.loaded), first_state)?;
    if !filled && !build_first_state(database, session, now).await? {
        return Err(Error::internal("file_state has a duplicate that the scan has not"));
    }
    let built = started.elapsed();
    let publishing = Instant::now();
    let changes = Changes { new: totals.loaded - duplicates, changed: 0, removed: 0 };
    let mut connection = database.session().await?;
    let mut tx = begin(&mut connection, Some(session.tenant_id), LOCKING).await?;
    match lock_share(&tx, session).await? {
        Some(previous) if previous.has_state => return Ok(None),
        Some(_) => {}
        None => return Ok(Some(StageTimes::new())),
    }
    attach(&mut tx, session, true).await?;
    finish(tx, session, totals, duplicates, changes).await?;
    Ok(Some(vec![("key and file_state", built), ("publish", publishing.elapsed())]))
}

async fn publish_differences(
    database: &Database,
    session: &Session,
    totals: &LedgerTotals,
    state: BuildState,
) -> Result<StageTimes> {
    let started = Instant::now();
    let mut connection = database.session().await?;
    let mut tx = begin_build(&mut connection, session, LOCKING).await?;
    let Some(previous) = lock_share(&tx, session).await? else { return Ok(StageTimes::new()) };
    tx.doing(WRITING);
    session.tables.drop_staged_state(&tx).await?;
    let key = async {
        let duplicates = build_key(database, session, state, totals.loaded).await?;
        Ok::<_, Error>((duplicates, started.elapsed()))
    };
    let differences = async {
        let changes = write_differences(&tx, session, &previous).await?;
        Ok((changes, started.elapsed()))
    };
    let ((duplicates, key_time), (changes, diff_time)) = tokio::try_join!(key, differences)?;
    let changes = match changes {
        Some(changes) if duplicates == 0 => changes,
        // The differences were made from rows that are gone now.
        _ => {
            tx.rollback().await?;
            tx = begin_build(&mut connection, session, LOCKING).await?;
            let Some(previous) = lock_share(&tx, session).await? else { return Ok(StageTimes::new()) };
            tx.doing(WRITING);
            session.tables.drop_staged_state(&tx).await?;
            write_differences(&tx, session, &previous)
                .await?
                .ok_or_else(|| Error::internal("the scan has a duplicate that its key does not know"))?
        }
    };
    let publishing = Instant::now();
    attach(&mut tx, session, false).await?;
    finish(tx, session, totals, duplicates, changes).await?;
    Ok(vec![("key", key_time), ("differences", diff_time), ("publish", publishing.elapsed())])
}

const LOCKING: &str = "cannot take the lock of the share";
const WRITING: &str = "cannot write the differences";

async fn attach(tx: &mut Tx<'_>, session: &Session, with_state: bool) -> Result<()> {
    failpoint!("before-attach");
    tx.doing("cannot attach the scan");
    session.tables.attach(tx, session.tenant_id, with_state).await?;
    failpoint!("scan-attached");
    Ok(())
}
