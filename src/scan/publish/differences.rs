//! Brings the share from the snapshot before to this one, writing only what differs.

use super::build::begin_step;
use super::sql::{
    CLOSE_DIR_VERSIONS, CLOSE_VERSIONS, COUNT_DIFF, COUNT_DIR_DIFF, COUNT_STATE, CREATE_DIFF,
    CREATE_DIR_DIFF, DIFF, DIR_DIFF, DROP_DIFF, INSERT_DIRS, INSERT_NEW, MARK_UNSEEN, UPDATE_CHANGED,
    UPDATE_DIRS,
};
use super::totals::Changes;
use crate::catalog::layout::{Half, ScanTables};
use crate::db::{Param, Statement, TenantId, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::scan::session::Builder;
use jiff::Timestamp;

/// A staged scan that is compared with its share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Compared {
    pub(crate) tenant_id: TenantId,
    pub(crate) tables: ScanTables,
    /// When its walk began.
    pub(crate) started: Timestamp,
    /// The columns that some row of it has a value for.
    pub(crate) known: i32,
    /// Its rows, one a file.
    pub(crate) rows: i64,
    /// Whether the rows of a directory that adds up to the same digest as before need not be looked at.
    pub(crate) digests_tell: bool,
}

/// Throws away what an earlier try left behind. Before the transaction that publishes: a table that it dropped could not
/// be made again by another session until it ends.
pub(super) async fn drop_differences(builder: &Builder<'_>) -> Result<()> {
    let tables = builder.session.tables;
    let drop = DROP_DIFF.with([
        ("diff_0", tables.diff(Half::Even).into()),
        ("diff_1", tables.diff(Half::Odd).into()),
        ("dir_diff_0", tables.dir_diff(Half::Even).into()),
        ("dir_diff_1", tables.dir_diff(Half::Odd).into()),
    ]);
    builder.step("cannot drop old differences", async |tx| tx.run(&drop).await).await
}

/// Compares the scan with the share: one half of the directories in `tx`, the other half in a session of its own. The
/// caller holds the share's lock in `tx`, so that both see the same. Returns how many there are.
pub(super) async fn find_differences(builder: &Builder<'_>, tx: &Tx<'_>, scan: &Compared) -> Result<u64> {
    let here = async {
        create_half(tx, scan.tables, Half::Even).await?;
        find_half(tx, scan, Half::Even).await
    };
    let there = async {
        let mut connection = builder.database.session().await?;
        let other = begin_step(builder, &mut connection, "cannot find the differences").await?;
        create_half(&other, scan.tables, Half::Odd).await?;
        let found = find_half(&other, scan, Half::Odd).await?;
        other.commit().await?;
        Ok::<u64, Error>(found)
    };
    let (here, there) = tokio::try_join!(here, there)?;
    failpoint!("differences-found");
    Ok(here + there)
}

/// Makes the tables of differences, for several scans that are compared in one transaction.
pub(crate) async fn create_differences(tx: &Tx<'_>, tables: ScanTables) -> Result<()> {
    for half in Half::BOTH {
        create_half(tx, tables, half).await?;
    }
    Ok(())
}

/// Compares in one transaction, into tables that are there and empty. Returns how many differences there are.
pub(crate) async fn find_differences_here(tx: &Tx<'_>, scan: &Compared) -> Result<u64> {
    let mut found = 0;
    for half in Half::BOTH {
        found += find_half(tx, scan, half).await?;
    }
    Ok(found)
}

async fn create_half(tx: &Tx<'_>, tables: ScanTables, half: Half) -> Result<()> {
    tx.run(&CREATE_DIR_DIFF.with([("dir_diff", tables.dir_diff(half).into())])).await?;
    tx.run(&CREATE_DIFF.with([("diff", tables.diff(half).into())])).await
}

async fn find_half(tx: &Tx<'_>, scan: &Compared, half: Half) -> Result<u64> {
    let tables = scan.tables;
    tx.run(&DIR_DIFF.with([
        ("dir_diff", tables.dir_diff(half).into()),
        ("staging_dirs", tables.staging_dirs().into()),
        ("dir_state", tables.share().dir_state().into()),
        ("half", (half as i64).into()),
    ]))
    .await?;
    let find = DIFF.with([
        ("diff", tables.diff(half).into()),
        ("dir_diff", tables.dir_diff(half).into()),
        ("staging", tables.staging().into()),
        ("state", tables.share().state().into()),
        ("half", (half as i64).into()),
        ("known", i64::from(scan.known).into()),
        ("started", scan.started.into()),
        ("digests_tell", i64::from(scan.digests_tell).into()),
    ]);
    tx.execute(&find, &[]).await
}

/// Counts the differences that were `found`, in whichever session. `None` when a file stands twice in the scan: then more
/// rows of it met a file of the share than there are files that were met.
pub(crate) async fn count_differences(tx: &Tx<'_>, scan: &Compared, found: u64) -> Result<Option<Changes>> {
    let tables = scan.tables;
    let mut changes = Changes::default();
    let (mut returned, mut unseen) = (0, 0);
    for half in Half::BOTH {
        let row = tx.row(&COUNT_DIFF.with([("diff", tables.diff(half).into())]), &[]).await?;
        changes.new += row.get::<i64>("files_new")?;
        changes.changed += row.get::<i64>("files_changed")?;
        changes.removed += row.get::<i64>("files_removed")?;
        returned += row.get::<i64>("files_returned")?;
        unseen += row.get::<i64>("files_unseen")?;
        let row = tx.row(&COUNT_DIR_DIFF.with([("dir_diff", tables.dir_diff(half).into())]), &[]).await?;
        changes.dirs_new += row.get::<i64>("dirs_new")?;
    }
    changes.not_seen = unseen - changes.removed;
    let counted = changes.new + changes.changed + unseen;
    if counted.cast_unsigned() != found {
        return Err(Error::internal(format!("{found} differences were found, and {counted} are there")));
    }
    let row = tx.row(&COUNT_STATE.with([("state", tables.share().state().into())]), &[]).await?;
    let (known, removed): (i64, i64) = (row.get("files")?, row.get("removed")?);
    changes.present = known - removed;
    let met = known - unseen - (removed - returned);
    Ok((scan.rows - changes.new == met).then_some(changes))
}

/// Writes the differences, as of `now`. `None` when two rows of a new file got in the way.
pub(crate) async fn write_differences(
    tx: &Tx<'_>,
    scan: &Compared,
    snapshot_no: i32,
    now: Timestamp,
) -> Result<Option<Written>> {
    let tables = scan.tables;
    let share = tables.share();
    let ours: [Param<'_>; 4] = [
        ("tenant_id", &scan.tenant_id),
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
    for half in Half::BOTH {
        let dir_diff = || ("dir_diff", tables.dir_diff(half).into());
        let close = CLOSE_DIR_VERSIONS.with([("dir_history", share.dir_history().into()), dir_diff()]);
        let on_dirs =
            |statement: Statement| statement.with([("dir_state", share.dir_state().into()), dir_diff()]);
        tx.execute(&close, &ours[..3]).await?;
        tx.execute(&on_dirs(UPDATE_DIRS), &ours[2..3]).await?;
        tx.execute(&on_dirs(INSERT_DIRS), &ours[..3]).await?;
    }
    failpoint!("differences-written");
    Ok(Some(written))
}

/// Rows that were written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Written {
    pub(crate) new: i64,
    pub(crate) changed: i64,
}
