//! One batch, one transaction, under the lock of the share. It is applied and its cursors are moved, or neither is; but
//! access times of a second half may come before: see `halves`.

use super::cursors::{self, Move};
use super::halves::{stage, update_half};
use super::outcome::{Applied, BatchRead, Effects};
use super::sql::{
    COPY_STAGING, COUNT_REMOVED, CREATE_HITS, FIND_FILES, FIND_OTHER_FORMS, HAS_OBJECTS, INSERT_FILES,
    LEAVE_OUT_FOLDERS, UPDATE_ATIME, UPDATE_FOUND, WARM_OBJECTS,
};
use super::stages::StageClock;
use super::target::Target;
use crate::catalog::add_audit_log;
use crate::db::{Connection, Param, Statement, Tx, begin};
use crate::error::{ErrorKind, Result};
use crate::failpoint::failpoint;
use crate::lucid::FileRows;
use bytes::Bytes;
use jiff::Timestamp;

/// Objects, and other forms of names, are found as the planner sees fit. Look-ups alone, with statistics from before the objects
/// were made, went through all objects of the share for each file: 11 minutes for 45,000.
const AS_PLANNED: &str = "set local enable_hashjoin = on";

/// Where the paths of a batch come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paths {
    /// A log, which has them in NFC.
    OfLogs,
    /// Updates, which have them as agents do.
    OfUpdates,
}

/// The transaction of a batch. Dropped without [`BatchTransaction::commit`] it is rolled back.
pub(super) struct BatchTransaction<'t> {
    pub(super) tx: Tx<'t>,
    target: &'t Target,
    /// The share has objects that an access may warm.
    pub(super) has_objects: bool,
    pub(super) effects: Effects,
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
        let has_objects = has_objects(&tx, target.share_id()).await?;
        clock.ended(|times| &mut times.lock);
        failpoint!("share-locked");
        let batch = BatchTransaction { tx, target, has_objects, effects: Effects::default(), clock };
        Ok(as_expected.then_some(batch))
    }

    /// A transaction within this one.
    pub(super) async fn nested(&mut self) -> Result<BatchTransaction<'_>> {
        let BatchTransaction { target, has_objects, .. } = *self;
        let (effects, clock) = (Effects::default(), StageClock::start());
        Ok(BatchTransaction { tx: self.tx.nested().await?, target, has_objects, effects, clock })
    }

    /// Applies files. The cursors stay where they are.
    pub(super) async fn apply_all(&mut self, files: FileRows, paths: Paths, now: Timestamp) -> Result<()> {
        let FileRows { copy, second_half, files } = files;
        let second_half = second_half.map(Bytes::from);
        let unstaged = self.update(copy.into(), second_half, now).await?;
        failpoint!("times-updated");

        if self.effects.files_updated < files || self.has_objects {
            if let Some(second_half) = unstaged {
                self.tx.copy_in(&COPY_STAGING, second_half).await?;
            }
            self.apply_rest(paths, now).await?;
        }
        Ok(())
    }

    /// Brings access times forward, those of a second half beside the others. Returns that half while it is not staged
    /// here.
    async fn update(
        &mut self,
        copy: Bytes,
        second_half: Option<Bytes>,
        now: Timestamp,
    ) -> Result<Option<Bytes>> {
        let statement = self.on_state(UPDATE_ATIME);
        let told: [Param<'_>; 1] = [("now", &now)];
        let BatchTransaction { tx, target, effects, clock, .. } = self;
        let here = async {
            stage(tx, copy).await?;
            clock.ended(|times| &mut times.copy);
            failpoint!("batch-staged");
            tx.execute(&statement, &told).await
        };
        let Some(second_half) = second_half else {
            effects.files_updated = here.await?;
            clock.ended(|times| &mut times.update);
            return Ok(None);
        };
        let (here, there) = tokio::join!(here, update_half(target, &statement, second_half.clone(), now));
        effects.files_updated = here?;
        let unstaged = match there {
            Ok(updated) => {
                failpoint!("half-committed");
                effects.files_updated += updated;
                Some(second_half)
            }
            // Somebody holds a lock for long, or there is no second connection. All else fails the batch.
            Err(error) if matches!(error.kind(), ErrorKind::LockTimeout | ErrorKind::ServerBusy) => {
                tracing::info!("a batch is applied in one session, not in two: {}", error.line());
                tx.copy_in(&COPY_STAGING, second_half).await?;
                effects.files_updated += tx.execute(&statement, &told).await?;
                None
            }
            Err(error) => return Err(error),
        };
        clock.ended(|times| &mut times.update);
        Ok(unstaged)
    }

    /// Files that are unknown or removed, and objects to be warmed.
    async fn apply_rest(&mut self, paths: Paths, now: Timestamp) -> Result<()> {
        let (tenant_id, share_id) = (self.target.tenant_id, self.target.share_id());
        self.tx.run(&CREATE_HITS).await?;
        self.tx.execute(&self.on_state(FIND_FILES), &[]).await?;
        if paths == Paths::OfLogs && self.target.has_other_forms {
            self.tx.batch(AS_PLANNED).await?;
            let found = self.tx.execute(&self.on_state(FIND_OTHER_FORMS), &[("share_id", &share_id)]).await?;
            if found > 0 {
                self.effects.files_updated += self.update_found(now, false).await?;
            }
        }
        let removed: i64 = self.tx.row(&COUNT_REMOVED, &[]).await?.get("files")?;
        self.effects.removed_accessed = removed.cast_unsigned();
        if removed > 0 {
            self.update_found(now, true).await?;
        }
        let of_share = [("share_id", &share_id as _)];
        self.effects.folders_left_out = self.tx.execute(&LEAVE_OUT_FOLDERS, &of_share).await?;
        self.clock.ended(|times| &mut times.find);

        let unknown = [("tenant_id", &tenant_id as _), ("share_id", &share_id as _), ("now", &now as _)];
        self.effects.files_inserted = self.tx.execute(&self.on_state(INSERT_FILES), &unknown).await?;
        self.clock.ended(|times| &mut times.insert);
        failpoint!("files-inserted");

        if self.has_objects {
            self.tx.doing("cannot warm the tier objects");
            self.tx.batch(AS_PLANNED).await?;
            let share = [("share_id", &share_id as _)];
            self.effects.tier_objects_warmed = self.tx.execute(&WARM_OBJECTS, &share).await?;
        }
        self.clock.ended(|times| &mut times.warm);
        failpoint!("objects-warmed");
        Ok(())
    }

    /// Brings the access times of files forward that were found otherwise than by their path, or are removed.
    async fn update_found(&self, now: Timestamp, removed: bool) -> Result<u64> {
        self.tx.execute(&self.on_state(UPDATE_FOUND), &[("now", &now), ("removed", &removed)]).await
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

/// Whether the share has objects that an access may warm.
pub(super) async fn has_objects(tx: &Tx<'_>, share_id: i64) -> Result<bool> {
    tx.row(&HAS_OBJECTS, &[("share_id", &share_id)]).await?.get("found")
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
        "removed_accessed": effects.removed_accessed,
        "folders_left_out": effects.folders_left_out,
        "files_refused": effects.files_refused,
        "tier_objects_warmed": effects.tier_objects_warmed,
        "unusable_paths": unusable_paths,
    })
}
