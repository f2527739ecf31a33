//! What a scan has no row of and knows to be there all the same.

use super::sql::{COUNT_KEPT, KEEP_FILES};
use crate::catalog::layout::{Half, ScanTables};
use crate::db::Tx;
use crate::error::Result;

/// How many rejected records do not tell their file.
pub(super) async fn count_without_path(tx: &Tx<'_>, tables: ScanTables) -> Result<i64> {
    let count = COUNT_KEPT.with([("staging_kept", tables.staging_kept().into())]);
    tx.row(&count, &[]).await?.get("without_path")
}

/// Takes those files that are not gone out of the differences that say so. Returns what [`count_without_path`] does.
pub(super) async fn keep_files(tx: &Tx<'_>, tables: ScanTables) -> Result<i64> {
    let kept = || ("staging_kept", tables.staging_kept().into());
    let row = tx.row(&COUNT_KEPT.with([kept()]), &[]).await?;
    if row.get::<i64>("files")? > 0 {
        for half in Half::BOTH {
            let keep = KEEP_FILES.with([("diff", tables.diff(half).into()), kept()]);
            tx.execute(&keep, &[("share_id", &tables.share_id)]).await?;
        }
    }
    row.get("without_path")
}
