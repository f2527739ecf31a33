//! The files that a plan takes.

use super::filters::Filters;
use super::outcome::{PlanOutcome, PlannedDirectory};
use super::spec::UnknownAtime;
use super::sql::{
    COUNT_CANDIDATES, CREATE_CANDIDATES, FIND_CANDIDATES, LARGEST_DIRECTORIES, LEAVE_OUT_UNKNOWN,
    WITHDRAW_OBJECTS,
};
use crate::catalog::layout::ShareTables;
use crate::db::{Param, Row, Tx};
use crate::error::Result;

/// Finds what is to be planned, and withdraws what is so no longer. A share must have its state.
pub(super) async fn find(tx: &mut Tx<'_>, tables: ShareTables, filters: &Filters) -> Result<PlanOutcome> {
    tx.doing("cannot look for cold files");
    let Filters { source_type, used_before, min_size, extensions, under, not_under, unknown_atime } = filters;
    let state = || [("state", tables.state().into())];
    let used_before_unix = used_before.as_second();
    let cold: [Param<'_>; 2] = [("share_id", &tables.share_id), ("used_before", &used_before_unix)];
    let source_type = source_type.as_str();
    let of_type: [Param<'_>; 1] = [("source_type", &source_type)];
    let withdrawn = tx.execute(&WITHDRAW_OBJECTS.with(state()), &[&cold[..], &of_type].concat()).await?;
    tx.run(&CREATE_CANDIDATES).await?;
    let wanted: [Param<'_>; 4] =
        [("min_size", min_size), ("extensions", extensions), ("under", under), ("not_under", not_under)];
    tx.execute(&FIND_CANDIDATES.with(state()), &[&cold[..], &wanted].concat()).await?;
    let unknown_atime = match unknown_atime {
        UnknownAtime::Skip => tx.execute(&LEAVE_OUT_UNKNOWN, &[]).await?,
        UnknownAtime::Mtime => 0,
    };
    let totals = tx.row(&COUNT_CANDIDATES, &[]).await?;
    let largest = tx.rows(&LARGEST_DIRECTORIES, &[]).await?;
    Ok(PlanOutcome {
        plan_id: None,
        files: count(&totals, "files")?,
        bytes: totals.sum("bytes")?,
        withdrawn,
        unknown_atime,
        used_before: *used_before,
        never_loaded: false,
        directories: largest.iter().map(directory).collect::<Result<_>>()?,
    })
}

fn directory(row: &Row) -> Result<PlannedDirectory> {
    let path = row.get("dir_path")?;
    Ok(PlannedDirectory { path, files: count(row, "files")?, bytes: row.sum("bytes")? })
}

fn count(row: &Row, column: &str) -> Result<u64> {
    row.get(column).map(i64::cast_unsigned)
}
