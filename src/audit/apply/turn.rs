//! One batch, one transaction, on the share's turn. It is applied and its cursors are moved, or neither is.

use super::cursors::{self, Move};
use super::shape::Staged;
use super::target::Target;
use crate::db::{Session, begin, copy_in, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// Each file of a batch is looked up through the key, in its order. The planner would rather hash the share, for it
/// does not know the order: 1.2 s in place of 0.4 s for 150,000 of 2,000,000 files, and worse the larger the share is.
const BY_KEY: &str = "set local enable_hashjoin = off; set local enable_mergejoin = off";

/// What a batch changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Effects {
    /// Files whose access time moved on.
    pub(super) files_updated: u64,
    /// Files that no scan has seen.
    pub(super) files_inserted: u64,
    /// Files that the share no longer has; they were left as they are.
    pub(super) removed_ignored: u64,
    /// Objects that were planned or stubbed, and are read.
    pub(super) tier_objects_warmed: u64,
}

/// Wall time of the stages of a batch, in the order of [`STAGES`].
pub(super) type Times = [Duration; STAGES.len()];

/// Names of the stages.
pub(super) const STAGES: [&str; 7] = ["turn", "copy", "update", "find", "insert", "warm", "commit"];

/// The right to write a share, until the transaction ends.
pub(super) struct Turn<'t> {
    pub(super) transaction: Transaction<'t>,
    target: &'t Target,
    stopwatch: Stopwatch,
}

impl<'t> Turn<'t> {
    /// Waits for the turn. None when the logs are read further than the batch expects: it is void.
    pub(super) async fn take(
        session: &'t mut Session,
        target: &'t Target,
        moves: &[Move],
    ) -> Result<Option<Turn<'t>>> {
        let stopwatch = Stopwatch::start();
        let transaction = begin(session, Some(target.tenant_id)).await?;
        transaction
            .query(sql::db::LOCK_SHARE.text, &[&target.share_id])
            .await
            .map_err(Error::database("cannot take a turn on the share"))?;
        let mut turn = Turn { transaction, target, stopwatch };
        let stand = cursors::stand(&turn.transaction, target.share_id, moves).await?;
        turn.stopwatch.ended(0);
        failpoint!("turn-taken");
        Ok(stand.then_some(turn))
    }

    /// Applies the files of a batch. The cursors stay where they are.
    pub(super) async fn apply(&mut self, staged: Staged, now: Timestamp) -> Result<Effects> {
        let failed = || Error::database("cannot apply the batch");
        let Staged { rows, files } = staged;
        let Target { share_id, state, .. } = self.target;
        let transaction = &self.transaction;
        let setup = format!("{BY_KEY}; {}", sql::audit::CREATE_STAGING.render(&[]));
        transaction.batch_execute(&setup).await.map_err(failed())?;
        copy_in(transaction, &sql::audit::COPY_STAGING.render(&[]), rows)
            .await
            .map_err(Error::database("cannot stage the batch"))?;
        self.stopwatch.ended(1);
        failpoint!("batch-staged");

        let update = sql::audit::UPDATE_ATIME.render(&[("state", state)]);
        let files_updated = transaction.execute(&update, &[&now]).await.map_err(failed())?;
        self.stopwatch.ended(2);
        failpoint!("times-updated");

        let row = transaction.query_one(sql::audit::HAS_OBJECTS.text, &[share_id]).await.map_err(failed())?;
        let has_objects = row.get(0);
        let mut effects = Effects { files_updated, ..Effects::default() };
        if files_updated < files || has_objects {
            self.rest(&mut effects, has_objects, now).await?;
        }
        Ok(effects)
    }

    /// Files that are unknown or removed, and objects to be warmed.
    async fn rest(&mut self, effects: &mut Effects, has_objects: bool, now: Timestamp) -> Result<()> {
        let failed = || Error::database("cannot apply the batch");
        let Target { tenant_id, share_id, state, .. } = self.target;
        let transaction = &self.transaction;
        let render = |statement: sql::Statement| statement.render(&[("state", state)]);
        transaction.execute(&render(sql::audit::FIND_FILES), &[]).await.map_err(failed())?;
        let row = transaction.query_one(sql::audit::COUNT_REMOVED.text, &[]).await.map_err(failed())?;
        effects.removed_ignored = row.get::<_, i64>(0).cast_unsigned();
        self.stopwatch.ended(3);

        effects.files_inserted = transaction
            .execute(&render(sql::audit::INSERT_FILES), &[tenant_id, share_id, &now])
            .await
            .map_err(failed())?;
        self.stopwatch.ended(4);
        failpoint!("files-inserted");

        if has_objects {
            effects.tier_objects_warmed = transaction
                .execute(sql::audit::WARM_OBJECTS.text, &[share_id])
                .await
                .map_err(Error::database("cannot warm the tier objects"))?;
        }
        self.stopwatch.ended(5);
        failpoint!("objects-warmed");
        Ok(())
    }

    /// Notes the batch in `audit_log`, moves the cursors, and commits.
    pub(super) async fn end(
        mut self,
        moves: &[Move],
        detail: &serde_json::Value,
        now: Timestamp,
    ) -> Result<Times> {
        let Target { tenant_id, share_id, .. } = self.target;
        let failed = || Error::database("cannot commit the batch");
        cursors::move_on(&self.transaction, *share_id, *tenant_id, now, moves).await?;
        failpoint!("cursors-moved");
        self.transaction
            .execute(sql::audit::ADD_LOG.text, &[tenant_id, share_id, &now, &"audit batch", detail])
            .await
            .map_err(failed())?;
        failpoint!("before-batch-commit");
        self.transaction.commit().await.map_err(failed())?;
        failpoint!("batch-committed");
        self.stopwatch.ended(6);
        Ok(self.stopwatch.times)
    }
}

struct Stopwatch {
    times: Times,
    last: Instant,
}

impl Stopwatch {
    fn start() -> Stopwatch {
        Stopwatch { times: Times::default(), last: Instant::now() }
    }

    fn ended(&mut self, stage: usize) {
        let now = Instant::now();
        self.times[stage] += now - self.last;
        self.last = now;
    }
}
