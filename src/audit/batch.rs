//! One batch, one transaction, under the lock of the share. It is applied and its cursors are moved, or neither is.

use super::cursors::{self, Move};
use super::outcome::{Applied, BatchRead, Effects};
use super::sql::{
    COPY_STAGING, COUNT_REMOVED, CREATE_HITS, CREATE_STAGING, FIND_FILES, HAS_OBJECTS, INSERT_FILES,
    UPDATE_ATIME, WARM_OBJECTS,
};
use super::stages::StageClock;
use super::target::Target;
use crate::catalog::add_audit_log;
use crate::db::{Connection, Statement, Tx, begin};
use crate::error::Result;
use crate::failpoint::failpoint;
use crate::lucid::FileRows;
use jiff::Timestamp;

/// Each file of a batch is looked up through the key, in its order. The planner would rather hash the share, for it
/// does not know the order: 1.2 s in place of 0.4 s for 150,000 of 2,000,000 files, and worse the larger the share is.
const BY_KEY: &str = "set local enable_hashjoin = off; set local enable_mergejoin = off";

/// The transaction of a batch. Dropped without [`BatchTransaction::commit`] it is rolled back.
pub(super) struct BatchTransaction<'t> {
    pub(super) tx: Tx<'t>,
    target: &'t Target,
    effects: Effects,
    clock: StageClock,
}

impl<'t> BatchTransaction<'t> {
    /// Waits for the lock of the share. None when the logs are read further than the batch expects: it is void.
    pub(super) async fn begin(
        session: &'t mut Connection,
        target: &'t Target,
        moves: &[Move],
    ) -> Result<Option<BatchTransaction<'t>>> {
        let mut clock = StageClock::start();
        let mut tx = begin(session, Some(target.tenant_id), "cannot take the lock of the share").await?;
        target.tables.lock(&tx).await?;
        tx.doing("cannot lock the cursors of the logs");
        let as_expected = cursors::lock(&tx, target.share_id(), moves).await?;
        clock.ended(|times| &mut times.lock);
        failpoint!("share-locked");
        let batch = BatchTransaction { tx, target, effects: Effects::default(), clock };
        Ok(as_expected.then_some(batch))
    }

    /// Applies the files of a batch. The cursors stay where they are.
    pub(super) async fn apply(&mut self, files: FileRows, now: Timestamp) -> Result<()> {
        let FileRows { copy, files } = files;
        let share_id = self.target.share_id();
        self.tx.doing("cannot apply the batch");
        self.tx.batch(BY_KEY).await?;
        self.tx.run(&CREATE_STAGING).await?;
        self.tx.doing("cannot stage the batch");
        self.tx.copy_in(&COPY_STAGING, copy.into()).await?;
        self.clock.ended(|times| &mut times.copy);
        failpoint!("batch-staged");

        self.tx.doing("cannot apply the batch");
        self.effects.files_updated = self.tx.execute(&self.on_state(UPDATE_ATIME), &[("now", &now)]).await?;
        self.clock.ended(|times| &mut times.update);
        failpoint!("times-updated");

        let has_objects: bool = self.tx.row(&HAS_OBJECTS, &[("share_id", &share_id)]).await?.get("found")?;
        if self.effects.files_updated < files || has_objects {
            self.apply_rest(has_objects, now).await?;
        }
        Ok(())
    }

    /// Files that are unknown or removed, and objects to be warmed.
    async fn apply_rest(&mut self, has_objects: bool, now: Timestamp) -> Result<()> {
        let (tenant_id, share_id) = (self.target.tenant_id, self.target.share_id());
        self.tx.run(&CREATE_HITS).await?;
        self.tx.execute(&self.on_state(FIND_FILES), &[]).await?;
        let removed: i64 = self.tx.row(&COUNT_REMOVED, &[]).await?.get("files")?;
        self.effects.removed_ignored = removed.cast_unsigned();
        self.clock.ended(|times| &mut times.find);

        let unknown = [("tenant_id", &tenant_id as _), ("share_id", &share_id as _), ("now", &now as _)];
        self.effects.files_inserted = self.tx.execute(&self.on_state(INSERT_FILES), &unknown).await?;
        self.clock.ended(|times| &mut times.insert);
        failpoint!("files-inserted");

        if has_objects {
            self.tx.doing("cannot warm the tier objects");
            let share = [("share_id", &share_id as _)];
            self.effects.tier_objects_warmed = self.tx.execute(&WARM_OBJECTS, &share).await?;
        }
        self.clock.ended(|times| &mut times.warm);
        failpoint!("objects-warmed");
        Ok(())
    }

    fn on_state(&self, statement: Statement) -> Statement {
        statement.with([("state", self.target.tables.state().into())])
    }

    /// Notes the batch in `audit_log`, moves the cursors, and commits.
    pub(super) async fn commit(
        mut self,
        moves: &[Move],
        read: &BatchRead<'_>,
        now: Timestamp,
    ) -> Result<Applied> {
        let (tenant_id, share_id) = (self.target.tenant_id, self.target.share_id());
        self.tx.doing("cannot move the cursors of the logs");
        cursors::advance(&self.tx, share_id, tenant_id, now, moves).await?;
        failpoint!("cursors-moved");
        self.tx.doing("cannot commit the batch");
        let detail = detail(read, self.effects);
        add_audit_log(&self.tx, tenant_id, Some(share_id), now, "audit batch", &detail).await?;
        failpoint!("before-batch-commit");
        self.tx.commit().await?;
        failpoint!("batch-committed");
        self.clock.ended(|times| &mut times.commit);
        Ok(Applied { effects: self.effects, times: self.clock.times })
    }
}

/// What `audit_log` says of a batch.
fn detail(read: &BatchRead<'_>, effects: Effects) -> serde_json::Value {
    let BatchRead { counts, replayed, unusable_paths } = read;
    let by_action: serde_json::Map<String, serde_json::Value> =
        counts.by_action.iter().map(|(name, events)| (name.to_owned(), events.into())).collect();
    let rejected: serde_json::Map<String, serde_json::Value> =
        counts.rejected.iter().map(|(reason, lines)| (reason.text().to_owned(), lines.into())).collect();
    serde_json::json!({
        "new_events": counts.new_events,
        "replayed": replayed,
        "rejected": rejected,
        "access_events": counts.access_events,
        "by_action": by_action,
        "files_updated": effects.files_updated,
        "files_inserted": effects.files_inserted,
        "removed_ignored": effects.removed_ignored,
        "tier_objects_warmed": effects.tier_objects_warmed,
        "unusable_paths": unusable_paths,
    })
}
