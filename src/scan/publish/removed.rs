//! More removals than a person would expect: nothing is published then, and the message says where they are.

use super::differences::Compared;
use super::sql::MOST_REMOVED;
use super::totals::Changes;
use crate::catalog::layout::Half;
use crate::db::Tx;
use crate::error::{Error, ErrorKind, Result};
use crate::scan::max_removed::MaxRemoved;
use crate::scan::session::Session;
use std::fmt::Write;

/// Folders that are named.
const NAMED: i64 = 10;

/// Refuses changes that remove more than `limit` allows. What is loaded stays, for a run that allows it.
pub(super) async fn refuse_removals(
    tx: &Tx<'_>,
    session: &Session,
    scan: &Compared,
    changes: &Changes,
    limit: MaxRemoved,
) -> Result<()> {
    let (removed, present) = (changes.removed, changes.present);
    if limit.allows(removed.cast_unsigned(), present.cast_unsigned()) {
        return Ok(());
    }
    let tables = scan.tables;
    let most = MOST_REMOVED.with([
        ("diff_0", tables.diff(Half::Even).into()),
        ("diff_1", tables.diff(Half::Odd).into()),
        ("state", tables.share().state().into()),
    ]);
    let mut folders = String::new();
    for row in tx.rows(&most, &[("limit", &NAMED)]).await? {
        let (path, removed, present): (&str, i64, i64) =
            (row.get("dir_path")?, row.get("removed")?, row.get("present")?);
        let comma = if folders.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(folders, "{comma}{path} ({removed} of {present})");
    }
    let guid = session.scan_guid;
    let message = format!(
        "{removed} of {present} files would be found removed, more than --max-removed {limit}; nothing is published. The \
         folders that would lose most: {folders}. An empty mount, a part of a dump or another root look like this; give \
         the scan up with `tierload abandon {guid}`. If the files are gone, run the same command with --max-removed \
         {removed}: what is loaded is kept"
    );
    Err(Error::new(ErrorKind::TooManyRemoved, message).of_scan(guid))
}
