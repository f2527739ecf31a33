//! Files that audit logs made known under another form of their names than the one that a scan sees.

use super::sql::CARRY_ACCESSES;
use crate::catalog::layout::Half;
use crate::db::Tx;
use crate::dump::path::SourceType;
use crate::error::Result;
use crate::scan::session::Session;

/// Brings what logs told of such files to the files. The differences are written.
pub(super) async fn carry_accesses(tx: &Tx<'_>, session: &Session) -> Result<()> {
    // A filespace has the names of its logs.
    if session.source_type == SourceType::LucidLink {
        return Ok(());
    }
    let tables = session.tables;
    let carry = CARRY_ACCESSES.with([
        ("state", tables.share().state().into()),
        ("diff_0", tables.diff(Half::Even).into()),
        ("diff_1", tables.diff(Half::Odd).into()),
    ]);
    tx.execute(&carry, &[("share_id", &tables.share_id)]).await.map(drop)
}
