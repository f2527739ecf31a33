//! The share as the scan published before this one left it.

use super::sql::PREVIOUS_SCAN;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::scan::session::{Session, mark_building, refuse_older};
use jiff::Timestamp;

/// The share as the scan before left it.
pub(super) struct Previous {
    pub(super) snapshot_no: i32,
    /// When its walk began; None when there was none.
    pub(super) started: Option<Timestamp>,
    pub(super) chain_value: Option<Vec<u8>>,
    /// The columns that its scan had a value of.
    pub(super) known: Option<i32>,
    pub(super) has_state: bool,
}

/// Takes the share's lock, and looks again at what others may have changed while this scan was loaded. `None` when the
/// scan itself was published meanwhile, by a process that lost its lock to build and had not noticed yet.
pub(super) async fn lock_share(tx: &Tx<'_>, session: &Session) -> Result<Option<Previous>> {
    let share = session.tables.share();
    share.lock(tx).await?;
    if !mark_building(tx, session).await? {
        return Ok(None);
    }
    let row = tx.row(&PREVIOUS_SCAN, &[("share_id", &share.share_id)]).await?;
    let started = row.get("last_started_utc")?;
    refuse_older(started, row.get("share_name")?, session.started)?;
    refuse_redefined(session, row.get("root_path")?, row.get("src_type")?)?;
    Ok(Some(Previous {
        snapshot_no: row.get("last_snapshot_no")?,
        started,
        chain_value: row.get("chain_value")?,
        known: row.get("known")?,
        has_state: share.has_state(tx).await?,
    }))
}

/// Paths were stored after the root and the type that the share had when this scan began.
fn refuse_redefined(session: &Session, root: Option<&str>, source_type: &str) -> Result<()> {
    if root == session.root.as_deref() && source_type == session.source_type.as_str() {
        return Ok(());
    }
    Err(Error::changed(format!(
        "the share was given another root or type by another process while scan {} was loaded; nothing is published, \
         give the scan up with `tierload abandon` and load it again",
        session.scan_guid
    ))
    .of_scan(session.scan_guid))
}
