//! What the latest published scan of a share changed.

use super::outcome::{Change, ChangedFile, Changes};
use super::sql::{CHANGED_FILES, LAST_SCANS};
use crate::db::{Param, Row, Tx};
use crate::error::{Error, Result};

/// None when no scan came before it.
pub(super) async fn changes(tx: &Tx<'_>, share_id: i64) -> Result<Option<Changes>> {
    let scans = tx.rows(&LAST_SCANS, &[("share_id", &share_id)]).await?;
    let [latest, previous] = scans.as_slice() else { return Ok(None) };
    let params: [Param<'_>; 2] =
        [("share_id", &share_id), ("snapshot_no", &latest.get::<i32>("snapshot_no")?)];
    let largest = tx.rows(&CHANGED_FILES, &params).await?;
    let count = |column| latest.get(column).map(i64::cast_unsigned);
    Ok(Some(Changes {
        since: previous.get("started_utc")?,
        new: count("files_new")?,
        changed: count("files_changed")?,
        removed: count("files_removed")?,
        unchanged: count("files_unchanged")?,
        largest: largest.iter().map(changed_file).collect::<Result<_>>()?,
    }))
}

fn changed_file(row: &Row) -> Result<ChangedFile> {
    let name = row.get("change")?;
    let change = Change::from_name(name).ok_or_else(|| Error::internal(format!("no change {name}")))?;
    let bytes = row.get::<Option<i64>>("size_bytes")?.map(i64::cast_unsigned);
    Ok(ChangedFile { change, path: row.get("full_path")?, bytes })
}
