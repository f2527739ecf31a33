//! Brings the share from the snapshot before to this one, writing only what differs.

use super::build::begin_build;
use super::sql::{
    CLOSE_DIR_VERSIONS, CLOSE_VERSIONS, COUNT_DIFF, COUNT_DIR_DIFF, COUNT_STATE, CREATE_DIFF,
    CREATE_DIR_DIFF, DIFF, DIR_DIFF, DROP_DIFF, INSERT_DIRS, INSERT_NEW, MARK_UNSEEN, UPDATE_CHANGED,
    UPDATE_DIRS,
};
use super::totals::{Changes, Totals};
use crate::catalog::layout::Half;
use crate::db::{Database, Param, Statement, Tx};
use crate::error::{ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::session::Session;
use jiff::Timestamp;

/// Throws away what an earlier try left behind. Before the transaction that publishes: a table that it dropped could not
/// be made again by another session until it ends.
pub(super) async fn drop_differences(database: &Database, session: &Session) -> Result<()> {
    let tables = session.tables;
    let drop = DROP_DIFF.with([
        ("diff_0", tables.diff(Half::Even).into()),
        ("diff_1", tables.diff(Half::Odd).into()),
        ("dir_diff", tables.dir_diff().into()),
    ]);
    database.in_tenant(session.tenant_id, "cannot drop old differences", async |tx| tx.run(&drop).await).await
}

/// Compares the scan with the share: one half of the directories in `tx`, the other half in a session of its own. The
/// caller holds the share's lock in `tx`, so that both see the same.
pub(super) async fn find_differences(
    database: &Database,
    tx: &Tx<'_>,
    session: &Session,
    totals: &Totals,
) -> Result<()> {
    let tables = session.tables;
    let here = async {
        find_half(tx, session, totals, Half::Even).await?;
        tx.run(&CREATE_DIR_DIFF.with([("dir_diff", tables.dir_diff().into())])).await?;
        tx.run(&DIR_DIFF.with([
            ("dir_diff", tables.dir_diff().into()),
            ("staging_dirs", tables.staging_dirs().into()),
            ("dir_state", tables.share().dir_state().into()),
        ]))
        .await
    };
    let there = async {
        let mut connection = database.session().await?;
        let other = begin_build(&mut connection, session, "cannot find the differences").await?;
        find_half(&other, session, totals, Half::Odd).await?;
        other.commit().await
    };
    tokio::try_join!(here, there)?;
    failpoint!("differences-found");
    Ok(())
}

async fn find_half(tx: &Tx<'_>, session: &Session, totals: &Totals, half: Half) -> Result<()> {
    let tables = session.tables;
    tx.run(&CREATE_DIFF.with([("diff", tables.diff(half).into())])).await?;
    tx.run(&DIFF.with([
        ("diff", tables.diff(half).into()),
        ("staging", tables.staging().into()),
        ("state", tables.share().state().into()),
        ("half", (half as i64).into()),
        ("known", i64::from(totals.known).into()),
        ("started", session.started.into()),
    ]))
    .await
}

/// Counts the differences. `None` when a file stands twice in the scan: then more rows of it met a file of the share than
/// there are files that were met.
pub(super) async fn count_differences(
    tx: &Tx<'_>,
    session: &Session,
    totals: &Totals,
) -> Result<Option<Changes>> {
    let tables = session.tables;
    let mut changes = Changes::default();
    let (mut returned, mut unseen) = (0, 0);
    for half in Half::BOTH {
        let row = tx.row(&COUNT_DIFF.with([("diff", tables.diff(half).into())]), &[]).await?;
        changes.new += row.get::<i64>("files_new")?;
        changes.changed += row.get::<i64>("files_changed")?;
        changes.removed += row.get::<i64>("files_removed")?;
        returned += row.get::<i64>("files_returned")?;
        unseen += row.get::<i64>("files_unseen")?;
    }
    changes.not_seen = unseen - changes.removed;
    let row = tx.row(&COUNT_DIR_DIFF.with([("dir_diff", tables.dir_diff().into())]), &[]).await?;
    changes.dirs_new = row.get("dirs_new")?;
    let row = tx.row(&COUNT_STATE.with([("state", tables.share().state().into())]), &[]).await?;
    let (known, removed): (i64, i64) = (row.get("files")?, row.get("removed")?);
    let met = known - unseen - (removed - returned);
    Ok((totals.rows - changes.new == met).then_some(changes))
}

/// Writes the differences. `None` when two rows of a new file got in the way.
pub(super) async fn write_differences(
    tx: &Tx<'_>,
    session: &Session,
    snapshot_no: i32,
) -> Result<Option<Written>> {
    let tables = session.tables;
    let share = tables.share();
    let now = Timestamp::now();
    let ours: [Param<'_>; 4] = [
        ("tenant_id", &session.tenant_id),
        ("share_id", &tables.share_id),
        ("snapshot_no", &snapshot_no),
        ("now", &now),
    ];
    let mut written = Written::default();
    for half in Half::BOTH {
        let diff = || ("diff", tables.diff(half).into());
        let on_state = |statement: Statement| statement.with([("state", share.state().into()), diff()]);
        let close = CLOSE_VERSIONS.with([("history", share.history().into()), diff()]);
        tx.execute(&close, &ours[..3]).await?;
        written.changed += tx.execute(&on_state(UPDATE_CHANGED), &ours[2..3]).await?.cast_signed();
        tx.execute(&on_state(MARK_UNSEEN), &ours[2..]).await?;
        written.new += match tx.execute(&on_state(INSERT_NEW), &ours).await {
            Err(error) if error.kind() == ErrorKind::UniqueViolation => return Ok(None),
            inserted => inserted?.cast_signed(),
        };
    }
    failpoint!("changes-written");
    let dir_diff = || ("dir_diff", tables.dir_diff().into());
    let close = CLOSE_DIR_VERSIONS.with([("dir_history", share.dir_history().into()), dir_diff()]);
    let on_dirs =
        |statement: Statement| statement.with([("dir_state", share.dir_state().into()), dir_diff()]);
    tx.execute(&close, &ours[..3]).await?;
    tx.execute(&on_dirs(UPDATE_DIRS), &ours[2..3]).await?;
    tx.execute(&on_dirs(INSERT_DIRS), &ours[..3]).await?;
    failpoint!("differences-written");
    Ok(Some(written))
}

/// Rows that were written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) new: i64,
    pub(super) changed: i64,
}
