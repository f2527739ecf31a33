//! The tables of a share: its partitions of what readers see.

use super::names::{Leaf, ShareTables};
use super::protect::protect;
use crate::catalog::sql::{
    ADD_DIR_KEY, ADD_ID_KEY, ADD_PATH_KEY, ATTACH_LEAF, CREATE_LEAF, DROP_SHARE_TABLES, FREEZE_EARLY,
    LEAVE_ROOM, LOCK_SHARE, STATE_EXISTS,
};
use crate::db::{Ident, Param, Statement, TenantId, Tries, Tx};
use crate::error::Result;

/// Closed versions, which a share has from its beginning.
const HISTORY: [&str; 2] = ["file_history", "dir_history"];

/// Open versions, which its first scan or audit log brings.
const STATE: [&str; 2] = ["file_state", "dir_state"];

impl ShareTables {
    /// Makes the tables of closed versions.
    pub(crate) async fn create_history(self, tx: &mut Tx<'_>, tenant_id: TenantId) -> Result<()> {
        self.make_history(tx, tenant_id).await?;
        let attach: Vec<Statement> = HISTORY.iter().map(|parent| self.attach(&self.leaf(parent))).collect();
        tx.give_way(Tries::Many, &attach).await
    }

    /// The same, seen by nobody until [`ShareTables::attach_all`].
    pub(crate) async fn make_history(self, tx: &Tx<'_>, tenant_id: TenantId) -> Result<()> {
        for parent in HISTORY {
            let leaf = self.leaf(parent);
            self.create(tx, &leaf, tenant_id).await?;
            tx.run(&FREEZE_EARLY.with([("table", (&leaf.table).into())])).await?;
            for statement in protect(&leaf.table, tenant_id) {
                tx.run(&statement).await?;
            }
        }
        Ok(())
    }

    /// Whether the share has its partition of `file_state`.
    pub(crate) async fn has_state(self, tx: &Tx<'_>) -> Result<bool> {
        exists(tx, tx.home()?.name(), &self.state()).await
    }

    /// Whether it had one before homes.
    pub(crate) async fn has_old_state(self, tx: &Tx<'_>) -> Result<bool> {
        exists(tx, "tierload", &self.old_state()).await
    }

    /// Makes the share's partitions of `file_state` and `dir_state` where no scan has made them. A scan that is about to do
    /// the same sees them once it has the share's lock, and publishes differences instead.
    pub(crate) async fn ensure_state(self, tx: &mut Tx<'_>, tenant_id: TenantId) -> Result<()> {
        if self.has_state(tx).await? {
            return Ok(());
        }
        self.lock(tx).await?;
        if self.has_state(tx).await? {
            return Ok(());
        }
        self.make_state(tx, tenant_id).await?;
        let attach: Vec<Statement> = STATE.iter().map(|parent| self.attach(&self.leaf(parent))).collect();
        tx.give_way(Tries::Many, &attach).await
    }

    /// Makes the tables of open versions, seen by nobody until [`ShareTables::attach_all`].
    pub(crate) async fn make_state(self, tx: &Tx<'_>, tenant_id: TenantId) -> Result<()> {
        for parent in STATE {
            self.create(tx, &self.leaf(parent), tenant_id).await?;
        }
        tx.run(&LEAVE_ROOM.with([("table", self.state().into())])).await?;
        let keys = [
            (ADD_PATH_KEY, self.state(), self.path_key()),
            (ADD_ID_KEY, self.state(), self.id_key()),
            (ADD_DIR_KEY, self.dir_state(), self.dir_key()),
        ];
        for (statement, table, key) in keys {
            tx.run(&keyed(statement, table, &key)).await?;
        }
        Ok(())
    }

    /// Makes what was made the share's partitions. Its locks hold up first scans of other shares, so it comes at the end
    /// of a long transaction, and gives way.
    pub(crate) async fn attach_all(self, tx: &mut Tx<'_>) -> Result<()> {
        let state = if self.has_state(tx).await? { &STATE[..] } else { &[] };
        let attach: Vec<Statement> =
            HISTORY.iter().chain(state).map(|parent| self.attach(&self.leaf(parent))).collect();
        tx.give_way(Tries::Many, &attach).await
    }

    /// Makes an empty table that can become the share's partition.
    pub(super) async fn create(self, tx: &Tx<'_>, leaf: &Leaf, tenant_id: TenantId) -> Result<()> {
        tx.run(&CREATE_LEAF.with([
            ("leaf", (&leaf.table).into()),
            ("parent", (&leaf.parent).into()),
            ("share_id", self.share_id.into()),
            ("tenant_id", tenant_id.into()),
        ]))
        .await
    }

    /// Makes a table the share's partition.
    pub(super) fn attach(self, leaf: &Leaf) -> Statement {
        ATTACH_LEAF.with([
            ("leaf", (&leaf.table).into()),
            ("parent", (&leaf.parent).into()),
            ("share_id", self.share_id.into()),
        ])
    }

    /// One share, one writer: publishes, audit batches and plans of a share follow one another. Held to the end of the
    /// transaction.
    pub(crate) async fn lock(self, tx: &Tx<'_>) -> Result<()> {
        let params: [Param<'_>; 1] = [("share_id", &self.share_id)];
        tx.saying_for_whom_it_waits(tx.rows(&LOCK_SHARE, &params)).await.map(drop)
    }

    /// Drops all files of the share.
    pub(crate) async fn drop_all(self, tx: &mut Tx<'_>) -> Result<()> {
        let drop_all = DROP_SHARE_TABLES.with([
            ("state", self.state().into()),
            ("history", self.history().into()),
            ("dir_state", self.dir_state().into()),
            ("dir_history", self.dir_history().into()),
        ]);
        tx.give_way(Tries::Many, &[drop_all]).await
    }
}

/// A statement that builds a key. An index lies in the schema of its table, and its name is given without it.
pub(super) fn keyed(statement: Statement, table: Ident, key: &Ident) -> Statement {
    statement.with([("table", table.into()), ("key", Ident::bare(key.name()).into())])
}

async fn exists(tx: &Tx<'_>, schema: &str, table: &Ident) -> Result<bool> {
    let params: [Param<'_>; 2] = [("home", &schema), ("table", &table.name())];
    tx.row(&STATE_EXISTS, &params).await?.get("found")
}
