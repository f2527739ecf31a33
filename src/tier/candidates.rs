//! The files that a plan takes.

use super::filters::Filters;
use super::outcome::{PlanOutcome, PlannedDirectory};
use super::sql::{
    COUNT_CANDIDATES, CREATE_CANDIDATES, FIND_CANDIDATES, LARGEST_DIRECTORIES, WITHDRAW_OBJECTS,
};
use crate::catalog::layout::ShareTables;
use crate::db::{Param, Row, Tx};
use crate::error::Result;

/// Finds what is to be planned, and withdraws what is in use again. A share must have its state.
pub(super) async fn find(tx: &mut Tx<'_>, tables: ShareTables, filters: &Filters) -> Result<PlanOutcome> {
    tx.doing("cannot look for cold files");
    let Filters { used_before, min_size, extensions, under, not_under } = filters;
    let state = || [("state", tables.state().into())];
    let cold: [Param<'_>; 2] = [("share_id", &tables.share_id), ("used_before", used_before)];
    let withdrawn = tx.execute(&WITHDRAW_OBJECTS.with(state()), &cold).await?;
    tx.run(&CREATE_CANDIDATES).await?;
    let wanted: [Param<'_>; 4] =
        [("min_size", min_size), ("extensions", extensions), ("under", under), ("not_under", not_under)];
    tx.execute(&FIND_CANDIDATES.with(state()), &[&cold[..], &wanted].concat()).await?;
    let totals = tx.row(&COUNT_CANDIDATES, &[]).await?;
    let largest = tx.rows(&LARGEST_DIRECTORIES, &[]).await?;
    Ok(PlanOutcome {
        files: count(&totals, "files")?,
        bytes: count(&totals, "bytes")?,
        withdrawn,
        directories: largest.iter().map(directory).collect::<Result<_>>()?,
    })
}

fn directory(row: &Row) -> Result<PlannedDirectory> {
    let path = row.get("dir_path")?;
    Ok(PlannedDirectory { path, files: count(row, "files")?, bytes: count(row, "bytes")? })
}

fn count(row: &Row, column: &str) -> Result<u64> {
    row.get(column).map(i64::cast_unsigned)
}
