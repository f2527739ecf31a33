//! The one transaction that makes a scan visible: a reader sees all of it, or nothing.

use super::attach::attach_patiently;
use super::build::{BuildState, add_constants, begin_build, build_first_state, build_key, build_state};
use super::differences::{Changes, write_differences};
use super::prepare::{Prepared, refuse_older};
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use crate::share::has_state;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// What the ledger of a scan adds up to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Books {
    pub(super) bytes_read: i64,
    pub(super) rows_read: i64,
    pub(super) loaded: i64,
    pub(super) rejected: i64,
    pub(super) skipped: i64,
}

/// Wall time of the stages of a publish.
pub(super) type StageTimes = Vec<(&'static str, Duration)>;

/// Builds and publishes. The caller holds the right to build this scan.
pub(super) async fn build_and_publish(
    database: &Database,
    prepared: &Prepared,
    books: &Books,
    state: BuildState,
) -> Result<StageTimes> {
    if !state.has_constants {
        add_constants(database, prepared).await?;
    }
    if !state.share_has_state
        && let Some(times) = publish_first(database, prepared, books, state).await?
    {
        return Ok(times);
    }
    let state = build_state(database, prepared).await?;
    publish_differences(database, prepared, books, state).await
}

/// `None` when another scan, or an audit log, gave the share its `file_state` meanwhile.
async fn publish_first(
    database: &Database,
    prepared: &Prepared,
    books: &Books,
    state: BuildState,
) -> Result<Option<StageTimes>> {
    let started = Instant::now();
    let now = Timestamp::now();
    let first_state = async {
        match state.has_staged_state {
            true => Ok(Some(())),
            false => build_first_state(database, prepared, now).await,
        }
    };
    let (duplicates, filled) =
        tokio::try_join!(build_key(database, prepared, state, books.loaded), first_state)?;
    if filled.is_none() && build_first_state(database, prepared, now).await?.is_none() {
        return Err(Error::internal("file_state has a duplicate that the scan has not"));
    }
    let built = started.elapsed();
    let publishing = Instant::now();
    let changes = Changes { new: books.loaded - duplicates, changed: 0, removed: 0 };
    let names = prepared.names;
    let attach = [
        sql::scan::NAME_STATE
            .render(&[("staging_state", &names.staging_state()), ("state_name", &names.state_name())]),
        sql::scan::WAKE_AUTOVACUUM.render(&[("table", &names.state())]),
        sql::scan::ATTACH_STATE
            .render(&[("state", &names.state()), ("share_id", &names.share_id.to_string())]),
    ];
    let mut session = database.session().await?;
    let mut transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
    match take_turn(&transaction, prepared).await? {
        Some(previous) if previous.has_state => return Ok(None),
        Some(_) => {}
        None => return Ok(Some(StageTimes::new())),
    }
    failpoint!("before-attach");
    attach_patiently(&mut transaction, prepared, &attach).await?;
    finish(transaction, prepared, books, duplicates, changes).await?;
    Ok(Some(vec![("key and file_state", built), ("publish", publishing.elapsed())]))
}

async fn publish_differences(
    database: &Database,
    prepared: &Prepared,
    books: &Books,
    state: BuildState,
) -> Result<StageTimes> {
    let started = Instant::now();
    let mut session = database.session().await?;
    let mut transaction = begin_build(&mut session, prepared).await?;
    let Some(previous) = take_turn(&transaction, prepared).await? else { return Ok(StageTimes::new()) };
    let drop_staged_state =
        sql::scan::DROP_STAGED_STATE.render(&[("staging_state", &prepared.names.staging_state())]);
    transaction
        .batch_execute(&drop_staged_state)
        .await
        .map_err(Error::database("cannot drop the staged file_state"))?;
    let key = async {
        let duplicates = build_key(database, prepared, state, books.loaded).await?;
        Ok::<_, Error>((duplicates, started.elapsed()))
    };
    let differences = async {
        let changes = write_differences(&transaction, prepared, &previous).await?;
        Ok((changes, started.elapsed()))
    };
    let ((duplicates, key_time), (changes, diff_time)) = tokio::try_join!(key, differences)?;
    let changes = match changes {
        Some(changes) if duplicates == 0 => changes,
        // The differences were made from rows that are gone now.
        _ => {
            transaction.rollback().await.map_err(Error::database("cannot roll back the differences"))?;
            transaction = begin_build(&mut session, prepared).await?;
            let Some(previous) = take_turn(&transaction, prepared).await? else {
                return Ok(StageTimes::new());
            };
            transaction
                .batch_execute(&drop_staged_state)
                .await
                .map_err(Error::database("cannot drop the staged file_state"))?;
            write_differences(&transaction, prepared, &previous).await?.ok_or_else(|| {
                Error::internal("the scan has a duplicate that its key does not know")
            })?
        }
    };
    let publishing = Instant::now();
    failpoint!("before-attach");
    attach_patiently(&mut transaction, prepared, &[]).await?;
    finish(transaction, prepared, books, duplicates, changes).await?;
    Ok(vec![("key", key_time), ("differences", diff_time), ("publish", publishing.elapsed())])
}

/// The share as the scan published before this one left it.
pub(super) struct Previous {
    pub(super) last_scan_id: Option<i64>,
    pub(super) last_scan_utc: Option<Timestamp>,
    has_state: bool,
}

/// One share, one writer: publishes and audit batches of a share follow one another. What they may have changed while
/// this scan was loaded is looked at again. `None` when the scan itself was published meanwhile, by a process that lost
/// its turn to build and had not noticed yet.
async fn take_turn(transaction: &Transaction<'_>, prepared: &Prepared) -> Result<Option<Previous>> {
    let failed = || Error::database("cannot take a turn on the share");
    let names = prepared.names;
    transaction.query(sql::db::LOCK_SHARE.text, &[&names.share_id]).await.map_err(failed())?;
    if transaction.execute(sql::scan::BEGIN_BUILD.text, &[&names.scan_id]).await.map_err(failed())? == 0 {
        return Ok(None);
    }
    let row =
        transaction.query_one(sql::scan::PREVIOUS_SCAN.text, &[&names.share_id]).await.map_err(failed())?;
    refuse_older(row.get(3), row.get(2), prepared.started)?;
    refuse_remade(prepared, row.get(4), row.get(5))?;
    let has_state = has_state(transaction, &names.state()).await?;
    Ok(Some(Previous { last_scan_id: row.get(0), last_scan_utc: row.get(1), has_state }))
}

/// Paths were stored after the root and the type that the share had when this scan began.
fn refuse_remade(prepared: &Prepared, root: Option<String>, source_type: String) -> Result<()> {
    if root == prepared.root && source_type == prepared.source_type.as_str() {
        return Ok(());
    }
    Err(Error::changed(format!(
        "the share was given another root or type by another process while scan {} was loaded; nothing is published, \
         give the scan up with `tierload abandon` and load it again",
        prepared.scan_guid
    )))
}

async fn finish(
    transaction: Transaction<'_>,
    prepared: &Prepared,
    books: &Books,
    duplicates: i64,
    changes: Changes,
) -> Result<()> {
    let failed = || Error::database("cannot publish the scan");
    failpoint!("scan-attached");
    let names = prepared.names;
    let now = Timestamp::now();
    let unchanged = books.loaded - duplicates - changes.new - changes.changed;
    let status = if books.rejected > 0 { "WARN" } else { "OK" };
    transaction
        .execute(sql::scan::PUBLISH_SHARE.text, &[&names.share_id, &names.scan_id, &now])
        .await
        .map_err(failed())?;
    transaction
        .execute(sql::scan::ADOPT_DIRS.text, &[&names.share_id, &names.scan_id])
        .await
        .map_err(failed())?;
    // After the attach, so that its locks are taken first: they give way to others, row locks do not.
    transaction
        .execute(&sql::scan::SEE_OBJECTS.render(&[("state", &names.state())]), &[&names.share_id, &now])
        .await
        .map_err(failed())?;
    let row = transaction
        .query_one(&sql::scan::COUNT_GONE_OBJECTS.render(&[("state", &names.state())]), &[&names.share_id])
        .await
        .map_err(failed())?;
    let objects_gone: i64 = row.get(0);
    let closed = transaction
        .execute(
            sql::scan::FINISH_SCAN.text,
            &[
                &names.scan_id,
                &status,
                &now,
                &books.bytes_read,
                &books.rows_read,
                &(books.loaded - duplicates),
                &books.rejected,
                &duplicates,
                &books.skipped,
                &changes.new,
                &changes.changed,
                &unchanged,
                &changes.removed,
                &objects_gone,
            ],
        )
        .await
        .map_err(failed())?;
    if closed != 1 || unchanged < 0 {
        return Err(Error::internal(format!(
            "the books do not balance: {} loaded, {duplicates} duplicates, {changes:?}",
            books.loaded
        )));
    }
    failpoint!("before-publish-commit");
    transaction.commit().await.map_err(failed())?;
    failpoint!("publish-committed");
    Ok(())
}
