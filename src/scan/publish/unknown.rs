//! What a scan does not know, and so must not call gone.

use super::sql::{COUNT_KEPT, KEEP_FILES};
use crate::catalog::layout::{Half, ScanTables};
use crate::db::Tx;
use crate::error::Result;

/// What a scan does not know.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Unknown {
    /// Whether there is something.
    pub(crate) any: bool,
    /// Whether that is more than what the walk was to leave out.
    pub(crate) unwanted: bool,
    /// Rejected records that do not tell their file.
    pub(crate) without_path: i64,
    /// Folders that the walk could not read.
    pub(crate) folders_not_read: i64,
}

impl Unknown {
    pub(super) async fn read(tx: &Tx<'_>, tables: ScanTables) -> Result<Unknown> {
        let count = COUNT_KEPT.with([("staging_kept", tables.staging_kept().into())]);
        let row = tx.row(&count, &[]).await?;
        Ok(Unknown {
            any: row.get::<i64>("kept")? > 0,
            unwanted: row.get::<i64>("unknown")? > 0,
            without_path: row.get("without_path")?,
            folders_not_read: row.get("folders_not_read")?,
        })
    }

    /// Takes files that may be there out of the differences that say that they are gone.
    pub(super) async fn keep_files(self, tx: &Tx<'_>, tables: ScanTables) -> Result<()> {
        for half in Half::BOTH.into_iter().filter(|_| self.any) {
            let parts = [("diff", tables.diff(half).into()), ("staging_kept", tables.staging_kept().into())];
            tx.execute(&KEEP_FILES.with(parts), &[("share_id", &tables.share_id)]).await?;
        }
        Ok(())
    }
}
