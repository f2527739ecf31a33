//! A file that stands twice in the inputs: one row stays. Seldom, so it may take its time.

use super::sql::{DELETE_DIR_SUMS, DROP_DUPLICATES, ROWS_OF_DIRS};
use crate::db::{Database, Param, Row, Tx};
use crate::dump::rows::{CopyRows, DirSums, SeenRow};
use crate::error::Result;
use crate::failpoint::failpoint;
use crate::scan::session::{COPY_DIRS, Session, push_dir_sums};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Directories whose rows are read again at a time, and rows held in memory.
const DIRS: usize = 1_000;
const PAGE: i32 = 10_000;

/// Keeps one row of each file, and adds up again what the directories that had more come to. In one transaction: the rows
/// of a directory and its sums never disagree.
pub(super) async fn drop_duplicates(database: &Database, session: &Session) -> Result<()> {
    let tables = session.tables;
    database
        .in_tenant(session.tenant_id, "cannot drop duplicates", async |tx| {
            let drop = DROP_DUPLICATES.with([("staging", tables.staging().into())]);
            let dirs: Vec<i64> =
                tx.rows(&drop, &[]).await?.iter().map(|row| row.get("dir_id")).collect::<Result<_>>()?;
            failpoint!("duplicates-dropped");
            for dirs in dirs.chunks(DIRS) {
                add_up_again(tx, session, dirs).await?;
            }
            Ok(())
        })
        .await?;
    failpoint!("duplicates-committed");
    Ok(())
}

async fn add_up_again(tx: &Tx<'_>, session: &Session, dirs: &[i64]) -> Result<()> {
    let tables = session.tables;
    let staging_dirs = || [("staging_dirs", tables.staging_dirs().into())];
    let these: [Param<'_>; 1] = [("dir_ids", &dirs)];
    tx.execute(&DELETE_DIR_SUMS.with(staging_dirs()), &these).await?;
    let mut sums: BTreeMap<i64, DirSums> = BTreeMap::new();
    let mut buffer = Vec::new();
    let rows = ROWS_OF_DIRS.with([("staging", tables.staging().into())]);
    let pages = tx.pages(&rows, &these).await?;
    loop {
        let page = pages.next(PAGE).await?;
        if page.is_empty() {
            break;
        }
        for row in &page {
            let seen = seen_row(row)?;
            let digest = seen.digest_into(&mut buffer);
            *sums.entry(row.get("dir_id")?).or_default() += DirSums::of(&seen, digest);
        }
    }
    drop(pages);
    let mut copy = CopyRows::with_capacity(sums.len() * 100);
    for (dir_id, sums) in &sums {
        push_dir_sums(&mut copy, *dir_id, sums);
    }
    tx.copy_in(&COPY_DIRS.with(staging_dirs()), copy.finish().into()).await
}

fn seen_row(row: &Row) -> Result<SeenRow<'_>> {
    Ok(SeenRow {
        dir_digest: row.get::<Uuid>("dir_digest")?.as_u128(),
        name: row.get("name")?,
        name_raw: row.get("name_raw")?,
        size_bytes: row.get("size_bytes")?,
        atime_unix: row.get("atime_unix")?,
        mtime_unix: row.get("mtime_unix")?,
        ctime_unix: row.get("ctime_unix")?,
        allocated_bytes: row.get("allocated_bytes")?,
        frn: row.get("frn")?,
        device: row.get("device")?,
        nlink: row.get("nlink")?,
        owner: row.get("owner")?,
        group: row.get("group")?,
        file_extension: row.get("file_extension")?,
        file_hash: row.get("file_hash")?,
    })
}
