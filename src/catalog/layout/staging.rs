//! The tables of a scan: staged, given a key and constants, and attached to what readers see.

use super::names::ScanTables;
use super::protect::protect;
use crate::catalog::sql::{
    ADD_CONSTANTS, ADD_KEY, ADD_STATE_KEYS, ATTACH_SCAN, ATTACH_STATE, CREATE_STAGING, DROP_STAGED_STATE,
    DROP_STAGING, DROP_STATE_DEFAULTS, FILL_STATE, FINISH_STATE, LOCK_STAGING, NAME_PARTITION, NAME_STATE,
    PROMOTE_KEY, VALIDATE_BOUND, WAKE_AUTOVACUUM,
};
use crate::db::{Ident, Statement, Tries, Tx};
use crate::error::Result;
use crate::failpoint::failpoint;
use jiff::Timestamp;
use uuid::Uuid;

impl ScanTables {
    /// Makes the staging table, unless it is there.
    pub(crate) async fn create_staging(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&CREATE_STAGING.with([("staging", self.staging().into())])).await
    }

    /// Waits for what an earlier try still does with the staging table.
    pub(crate) async fn lock_staging(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&LOCK_STAGING.with([("staging", self.staging().into())])).await
    }

    /// Throws away what the scan staged.
    pub(crate) async fn drop_staging(self, tx: &Tx<'_>) -> Result<()> {
        let tables = [("staging", self.staging().into()), ("staging_state", self.staged_state().into())];
        tx.run(&DROP_STAGING.with(tables)).await
    }

    /// Throws away a staged `file_state` that came too late: the share has one by now.
    pub(crate) async fn drop_staged_state(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&DROP_STAGED_STATE.with([("staging_state", self.staged_state().into())])).await
    }

    /// Gives the staging table its constant columns.
    pub(crate) async fn add_constants(self, tx: &Tx<'_>, tenant_id: Uuid) -> Result<()> {
        tx.run(&ADD_CONSTANTS.with([
            ("staging", self.staging().into()),
            ("tenant_id", tenant_id.into()),
            ("share_id", self.share_id.into()),
            ("scan_id", self.scan_id.into()),
        ]))
        .await
    }

    /// Proves the bound of the partition, so that attaching it need not look at the rows.
    pub(crate) async fn validate_bound(self, tx: &Tx<'_>) -> Result<()> {
        tx.run(&VALIDATE_BOUND.with([("staging", self.staging().into())])).await
    }

    /// Builds the key of the staging table. An error of kind `UniqueViolation` when a file stands twice in it.
    pub(crate) async fn add_key(self, tx: &Tx<'_>) -> Result<()> {
        // An index lies in the schema of its table, and its name is given without it.
        let key = Ident::bare(self.staging_key().name());
        tx.run(&ADD_KEY.with([("staging", self.staging().into()), ("staging_key", key.into())])).await
    }

    /// Builds a `file_state` from the staged rows of a first scan. An error of kind `UniqueViolation` when a file
    /// stands twice in them.
    pub(crate) async fn stage_state(self, tx: &Tx<'_>, tenant_id: Uuid, now: Timestamp) -> Result<()> {
        let state = || self.staged_state().into();
        let statements = [
            FILL_STATE.with([("staging_state", state()), ("staging", self.staging().into())]),
            FINISH_STATE.with([
                ("staging_state", state()),
                ("tenant_id", tenant_id.into()),
                ("share_id", self.share_id.into()),
                ("scan_id", self.scan_id.into()),
                ("now", now.into()),
            ]),
            DROP_STATE_DEFAULTS.with([("staging_state", state())]),
            ADD_STATE_KEYS.with([("staging_state", state())]),
        ];
        for statement in &statements {
            tx.run(statement).await?;
            failpoint!("state-step");
        }
        Ok(())
    }

    /// Makes the staged rows a partition of `file`, and with `with_state` the staged `file_state` the share's. The one
    /// step of a load that needs strong locks: it gives way to everybody else.
    pub(crate) async fn attach(self, tx: &mut Tx<'_>, tenant_id: Uuid, with_state: bool) -> Result<()> {
        let partition = self.partition();
        let key = Ident::bare(self.staging_key().name());
        let mut statements = vec![
            PROMOTE_KEY.with([
                ("staging", self.staging().into()),
                ("staging_key", key.into()),
                ("partition_key", self.partition_key().into()),
            ]),
            NAME_PARTITION.with([
                ("staging", self.staging().into()),
                ("partition_name", Ident::bare(partition.name()).into()),
            ]),
            WAKE_AUTOVACUUM.with([("table", (&partition).into())]),
        ];
        statements.extend(protect(&partition, tenant_id));
        statements.push(ATTACH_SCAN.with([
            ("file_share", self.share().file().into()),
            ("file_partition", partition.into()),
            ("scan_id", self.scan_id.into()),
        ]));
        if with_state {
            statements.extend(self.attach_state());
        }
        tx.give_way(Tries::Many, &statements).await
    }

    fn attach_state(self) -> [Statement; 3] {
        let state = self.share().state();
        let name = Ident::bare(state.name());
        [
            NAME_STATE.with([("staging_state", self.staged_state().into()), ("state_name", name.into())]),
            WAKE_AUTOVACUUM.with([("table", (&state).into())]),
            ATTACH_STATE.with([("state", state.into()), ("share_id", self.share_id.into())]),
        ]
    }
}
