//! The tables of a scan: staged, and at a first scan given keys and constants and attached to what readers see.

use super::names::{Half, Leaf, ScanTables};
use super::share::keyed;
use crate::catalog::sql::{
    ADD_CONSTANTS, ADD_DIR_KEY, ADD_ID_KEY, ADD_PATH_KEY, CREATE_STAGING, CREATE_STAGING_DIRS,
    CREATE_STAGING_KEPT, DROP_CONSTANT_DEFAULTS, DROP_STAGING, DROP_STAGING_DIR_STATE, LOCK_STAGING,
    PROVE_BOUND, RENAME_INDEX, RENAME_TABLE, WAKE_AUTOVACUUM,
};
use crate::db::{Ident, Statement, TenantId, Tries, Tx};
use crate::error::Result;
use jiff::Timestamp;

impl ScanTables {
    /// Makes the staging tables, unless they are there.
    pub(crate) async fn create_staging(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&CREATE_STAGING.with([("staging", self.staging().into())])).await?;
        tx.run(&CREATE_STAGING_DIRS.with([("staging_dirs", self.staging_dirs().into())])).await?;
        tx.run(&CREATE_STAGING_KEPT.with([("staging_kept", self.staging_kept().into())])).await
    }

    /// Waits for what an earlier try still does with the staging tables.
    pub(crate) async fn lock_staging(self, tx: &mut Tx<'_>) -> Result<()> {
        let both = [("staging", self.staging().into()), ("staging_dirs", self.staging_dirs().into())];
        tx.give_way(Tries::Many, &[LOCK_STAGING.with(both)]).await
    }

    /// Throws away what the scan staged.
    pub(crate) async fn drop_staging(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&DROP_STAGING.with([
            ("staging", self.staging().into()),
            ("staging_dirs", self.staging_dirs().into()),
            ("staging_kept", self.staging_kept().into()),
            ("staging_dir_state", self.staging_dir_state().into()),
            ("diff_0", self.diff(Half::Even).into()),
            ("diff_1", self.diff(Half::Odd).into()),
            ("dir_diff_0", self.dir_diff(Half::Even).into()),
            ("dir_diff_1", self.dir_diff(Half::Odd).into()),
        ]))
        .await
    }

    /// Gives the rows of a first scan the columns that all of them have in common.
    pub(crate) async fn add_constants(self, tx: &Tx<'_>, tenant_id: TenantId, now: Timestamp) -> Result<()> {
        tx.run(&ADD_CONSTANTS.with([
            ("staging", self.staging().into()),
            ("tenant_id", tenant_id.into()),
            ("share_id", self.share_id.into()),
            ("now", now.into()),
        ]))
        .await?;
        tx.run(&PROVE_BOUND.with([
            ("staging", self.staging().into()),
            ("tenant_id", tenant_id.into()),
            ("share_id", self.share_id.into()),
        ]))
        .await?;
        tx.run(&DROP_CONSTANT_DEFAULTS.with([("staging", self.staging().into())])).await
    }

    /// Builds the key (dir_id, name). An error of kind `UniqueViolation` when a file stands twice.
    pub(crate) async fn add_path_key(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&keyed(ADD_PATH_KEY, self.staging(), &self.staging_path_key())).await
    }

    /// Builds the key (file_id).
    pub(crate) async fn add_id_key(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&keyed(ADD_ID_KEY, self.staging(), &self.staging_id_key())).await
    }

    /// Makes the empty `dir_state` of a first scan, in place of one that an earlier try made.
    pub(crate) async fn create_dir_state(self, tx: &Tx<'_>, tenant_id: TenantId) -> Result<()> {
        let staged = [("staging_dir_state", self.staging_dir_state().into())];
        tx.run(&DROP_STAGING_DIR_STATE.with(staged)).await?;
        let staged = Leaf { table: self.staging_dir_state(), ..self.share().leaf("dir_state") };
        self.share().create(tx, &staged, tenant_id).await
    }

    /// Builds its key.
    pub(crate) async fn add_dir_key(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&keyed(ADD_DIR_KEY, self.staging_dir_state(), &self.staging_dir_key())).await
    }

    /// Makes what a first scan staged the share's partitions. The one step of a load that needs strong locks: it gives
    /// way to everybody else.
    pub(crate) async fn attach(self, tx: &mut Tx<'_>) -> Result<()> {
        let share = self.share();
        let indexes = [
            (self.staging_path_key(), share.path_key()),
            (self.staging_id_key(), share.id_key()),
            (self.staging_dir_key(), share.dir_key()),
        ];
        let mut statements: Vec<Statement> = Vec::new();
        for (index, name) in indexes {
            let name = Ident::bare(name.name());
            statements.push(RENAME_INDEX.with([("index", index.into()), ("name", name.into())]));
        }
        let tables = [(self.staging(), "file_state"), (self.staging_dir_state(), "dir_state")];
        for (staged, parent) in tables {
            let leaf = share.leaf(parent);
            let name = Ident::bare(leaf.table.name());
            statements.push(RENAME_TABLE.with([("table", staged.into()), ("name", name.into())]));
            statements.push(WAKE_AUTOVACUUM.with([("table", (&leaf.table).into())]));
            statements.push(share.attach(&leaf));
        }
        tx.give_way(Tries::Many, &statements).await
    }
}
