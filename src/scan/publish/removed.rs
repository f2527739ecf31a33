//! More removals than a person would expect: nothing is published then, and the message says where they are.

use super::differences::Compared;
use super::sql::MOST_REMOVED;
use crate::catalog::layout::Half;
use crate::db::Tx;
use crate::error::{Error, ErrorKind, Result};
use crate::scan::max_lost::MaxLost;
use crate::scan::session::Session;

/// Folders that are named.
const NAMED: usize = 10;

/// Refuses that more of the `present` files are `removed` than `limit` allows. What is loaded stays, for a run that allows it.
pub(super) async fn refuse_removals(
    tx: &Tx<'_>,
    session: &Session,
    scan: &Compared,
    (removed, present): (i64, i64),
    limit: MaxLost,
) -> Result<()> {
    if limit.allows(removed.cast_unsigned(), present.cast_unsigned()) {
        return Ok(());
    }
    let tables = scan.tables;
    let mut most: Vec<(i64, String, i64)> = Vec::new();
    for half in Half::BOTH {
        let of_half =
            MOST_REMOVED.with([("diff", tables.diff(half).into()), ("state", tables.share().state().into())]);
        for row in tx.rows(&of_half, &[("limit", &(NAMED as i64))]).await? {
            most.push((row.get("removed")?, row.get("dir_path")?, row.get("present")?));
        }
    }
    most.sort_by(|(removed, path, _), (other, other_path, _)| (other, path).cmp(&(removed, other_path)));
    let named = most.iter().take(NAMED);
    let folders: Vec<String> =
        named.map(|(removed, path, present)| format!("{path} ({removed} of {present})")).collect();
    let folders = folders.join(", ");
    let guid = session.scan_guid;
    let message = format!(
        "{removed} of {present} files would be found removed, more than --max-removed {limit}; nothing is published. The \
         folders that would lose most: {folders}. An empty mount, a part of a dump or another root look like this; give \
         the scan up with `tierload abandon {guid}`. If the files are gone, run the same command with --max-removed \
         {removed}: what is loaded is kept"
    );
    Err(Error::new(ErrorKind::TooManyRemoved, message).of_scan(guid))
}
