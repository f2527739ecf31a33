//! Looks whether what was made says the same as what is about to be dropped.

use super::snapshot::Replayed;
use super::sql::{COMPARE_SNAPSHOT, COMPARE_STATE};
use crate::catalog::layout::ShareTables;
use crate::db::{Param, Tx};
use crate::error::{Error, Result};

/// The same files are present, and the same are removed, with the same ids, names and sizes.
pub(super) async fn compare_state(tx: &Tx<'_>, tables: ShareTables) -> Result<()> {
    let both = [("state", tables.state().into()), ("old_state", tables.old_state().into())];
    let files: i64 = tx.row(&COMPARE_STATE.with(both), &[]).await?.get("files")?;
    match files {
        0 => Ok(()),
        _ => Err(Error::internal(format!(
            "{files} files would not be the same in file_state, so nothing is changed"
        ))),
    }
}

/// Every scan, made again from the versions, has the rows that it had.
pub(super) async fn compare_snapshots(tx: &Tx<'_>, tables: ShareTables, scans: &[Replayed]) -> Result<()> {
    for scan in scans {
        let compare = COMPARE_SNAPSHOT.with([
            ("state", tables.state().into()),
            ("history", tables.history().into()),
            ("old_files", scan.tables.old_files().into()),
        ]);
        let which: [Param<'_>; 2] = [("snapshot_no", &scan.snapshot_no), ("known", &scan.known)];
        let files: i64 = tx.row(&compare, &which).await?.get("files")?;
        if files != 0 {
            let message =
                format!("{files} files would not be the same in its snapshot, so nothing is changed");
            return Err(Error::internal(message).of_scan(scan.scan_guid));
        }
    }
    Ok(())
}
