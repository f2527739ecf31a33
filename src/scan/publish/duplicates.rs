//! A file that stands twice in the inputs: one row stays. Seldom, so it may take its time.

use super::overlap::refuse_shared;
use super::rows::add_up_rows;
use super::sql::{DELETE_DIR_SUMS, DROP_DUPLICATES, ROWS_OF_DIRS};
use crate::db::{Param, Tx};
use crate::error::Result;
use crate::failpoint::failpoint;
use crate::scan::session::{Builder, Session};

/// Directories whose rows are read again at a time.
const DIRS: usize = 1_000;

/// Keeps one row of each file, and adds up again what the directories that had more come to. In one transaction: the rows
/// of a directory and its sums never disagree. Files of which two inputs have a row are refused, unless the inputs
/// `may_overlap`.
pub(super) async fn drop_duplicates(builder: &Builder<'_>, may_overlap: bool) -> Result<()> {
    let session = builder.session;
    let tables = session.tables;
    builder
        .step("cannot drop duplicates", async |tx| {
            if !may_overlap {
                refuse_shared(tx, session).await?;
            }
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
    let these: [Param<'_>; 1] = [("dir_ids", &dirs)];
    let delete = DELETE_DIR_SUMS.with([("staging_dirs", tables.staging_dirs().into())]);
    tx.execute(&delete, &these).await?;
    let rows = ROWS_OF_DIRS.with([("staging", tables.staging().into())]);
    add_up_rows(tx, &rows, &these, &tables.staging_dirs()).await.map(drop)
}
