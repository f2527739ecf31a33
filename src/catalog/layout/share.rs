//! The tables of a share: its level of `file`, and its partition of `file_state`.

use super::names::ShareTables;
use super::protect::protect;
use crate::catalog::sql::{
    ATTACH_SHARE_PARTITION, ATTACH_STATE, CREATE_EMPTY_STATE, CREATE_SHARE_PARTITION, DROP_SHARE_TABLES,
    LOCK_SHARE, STATE_EXISTS,
};
use crate::db::{Tries, Tx};
use crate::error::Result;
use uuid::Uuid;

impl ShareTables {
    /// Makes the share's level of `file`.
    pub(crate) async fn create_file_level(self, tx: &Tx<'_>, tenant_id: Uuid) -> Result<()> {
        for statement in [CREATE_SHARE_PARTITION, ATTACH_SHARE_PARTITION] {
            tx.run(&statement.with([("file_share", self.file().into()), ("share_id", self.share_id.into())]))
                .await?;
        }
        for statement in protect(&self.file(), tenant_id) {
            tx.run(&statement).await?;
        }
        Ok(())
    }

    /// Whether the share has its partition of `file_state`.
    pub(crate) async fn has_state(self, tx: &Tx<'_>) -> Result<bool> {
        tx.row(&STATE_EXISTS, &[("table", &self.state().name())]).await?.get("found")
    }

    /// Makes the share's partition of `file_state` where no scan has made it. A scan that is about to do the same sees
    /// it once it has the share's lock, and publishes differences instead.
    pub(crate) async fn ensure_state(self, tx: &Tx<'_>, tenant_id: Uuid) -> Result<()> {
        if self.has_state(tx).await? {
            return Ok(());
        }
        self.lock(tx).await?;
        if self.has_state(tx).await? {
            return Ok(());
        }
        let (state, share_id) = (self.state(), self.share_id);
        tx.run(&CREATE_EMPTY_STATE.with([
            ("state", (&state).into()),
            ("share_id", share_id.into()),
            ("tenant_id", tenant_id.into()),
        ]))
        .await?;
        tx.run(&ATTACH_STATE.with([("state", state.into()), ("share_id", share_id.into())])).await
    }

    /// One share, one writer: publishes, audit batches and plans of a share follow one another. Held to the end of the
    /// transaction.
    pub(crate) async fn lock(self, tx: &Tx<'_>) -> Result<()> {
        tx.rows(&LOCK_SHARE, &[("share_id", &self.share_id)]).await.map(drop)
    }

    /// Drops all files of the share.
    pub(crate) async fn drop_all(self, tx: &mut Tx<'_>) -> Result<()> {
        let drop_all =
            DROP_SHARE_TABLES.with([("file_share", self.file().into()), ("state", self.state().into())]);
        tx.give_way(Tries::Many, &[drop_all]).await
    }
}
