//! A walk of a part of the share: it says nothing of what lies elsewhere.

use super::sql::{COUNT_PRESENT, KEEP_OUTSIDE};
use super::totals::Changes;
use crate::catalog::layout::Half;
use crate::db::{Param, Tx};
use crate::error::Result;
use crate::scan::session::Session;

/// Takes files outside the walk out of the differences that say that they are gone.
pub(super) async fn keep_outside(tx: &Tx<'_>, session: &Session) -> Result<()> {
    let Session { under, tables, .. } = session;
    let walk: [Param<'_>; 2] = [("share_id", &tables.share_id), ("under", under)];
    for half in Half::BOTH.into_iter().filter(|_| !under.is_empty()) {
        tx.execute(&KEEP_OUTSIDE.with([("diff", tables.diff(half).into())]), &walk).await?;
    }
    Ok(())
}

/// How many files were present before that the walk could have seen. Where none of them is gone, all that were.
pub(super) async fn present(tx: &Tx<'_>, session: &Session, changes: &Changes) -> Result<i64> {
    let Session { under, tables, .. } = session;
    if under.is_empty() || changes.removed == 0 {
        return Ok(changes.present);
    }
    let walk: [Param<'_>; 2] = [("share_id", &tables.share_id), ("under", under)];
    tx.row(&COUNT_PRESENT.with([("state", tables.share().state().into())]), &walk).await?.get("files")
}
