//! One batch, one transaction, on the share's turn. It is applied and its cursors are moved, or neither is.

use super::cursors::{self, Move};
use super::target::Target;
use crate::db::{Session, begin, copy_in, sql};
use crate::error::{Error, Result};
use bytes::Bytes;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use std::time::{Duration, Instant};

/// For the statement that finds a batch's files: the batch must fit into memory to be hashed.
const MEMORY: &str = "set local work_mem = '64MB'";

/// Rows to change are looked up by address, in the order in which they were found: that of their pages. The planner
/// does not know the order, and would hash them to read the whole share once more.
const BY_ADDRESS: &str = "set local enable_hashjoin = off; set local enable_mergejoin = off";

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
pub(super) const STAGES: [&str; 7] = ["turn", "copy", "find", "update", "insert", "warm", "commit"];

/// The right to write a share, until the transaction ends.
pub(super) struct Turn<'t> {
    pub(super) transaction: Transaction<'t>,
    target: &'t Target,
    clock: Clock,
}

impl<'t> Turn<'t> {
    /// Waits for the turn. None when the logs are read further than the batch expects: it is void.
    pub(super) async fn take(
        session: &'t mut Session,
        target: &'t Target,
        moves: &[Move],
    ) -> Result<Option<Turn<'t>>> {
        let clock = Clock::start();
        let transaction = begin(session, Some(target.tenant_id)).await?;
        transaction
            .query(sql::db::LOCK_SHARE.text, &[&target.share_id])
            .await
            .map_err(Error::database("cannot take a turn on the share"))?;
        let mut turn = Turn { transaction, target, clock };
        let stand = cursors::stand(&turn.transaction, target.share_id, moves).await?;
        turn.clock.ended(0);
        Ok(stand.then_some(turn))
    }

    /// Applies the files of a batch. The cursors stay where they are.
    pub(super) async fn apply(&mut self, rows: Bytes, now: Timestamp) -> Result<Effects> {
        let failed = || Error::database("cannot apply the batch");
        let Target { tenant_id, share_id, state, .. } = self.target;
        let transaction = &self.transaction;
        let render = |statement: sql::Statement| statement.render(&[("state", state)]);
        let setup = format!("{MEMORY}; {}", sql::audit::CREATE_STAGING.render(&[]));
        transaction.batch_execute(&setup).await.map_err(failed())?;
        copy_in(transaction, &sql::audit::COPY_STAGING.render(&[]), rows)
            .await
            .map_err(Error::database("cannot stage the batch"))?;
        transaction.batch_execute("analyze pg_temp.staging_audit").await.map_err(failed())?;
        self.clock.ended(1);

        let found = transaction.execute(&render(sql::audit::FIND_FILES), &[]).await.map_err(failed())?;
        transaction.batch_execute(BY_ADDRESS).await.map_err(failed())?;
        let row = transaction.query_one(sql::audit::COUNT_REMOVED.text, &[]).await.map_err(failed())?;
        let removed_ignored = row.get::<_, i64>(0).cast_unsigned();
        self.clock.ended(2);

        let files_updated =
            transaction.execute(&render(sql::audit::UPDATE_ATIME), &[&now]).await.map_err(failed())?;
        self.clock.ended(3);

        let mut files_inserted = 0;
        if files_updated < found {
            let insert = render(sql::audit::INSERT_FILES);
            files_inserted =
                transaction.execute(&insert, &[tenant_id, share_id, &now]).await.map_err(failed())?;
        }
        self.clock.ended(4);

        let mut tier_objects_warmed = 0;
        let row = transaction.query_one(sql::audit::HAS_OBJECTS.text, &[share_id]).await.map_err(failed())?;
        if row.get(0) {
            tier_objects_warmed = self.warm().await?;
        }
        self.clock.ended(5);
        Ok(Effects { files_updated, files_inserted, removed_ignored, tier_objects_warmed })
    }

    async fn warm(&self) -> Result<u64> {
        let failed = || Error::database("cannot warm the tier objects");
        let transaction = &self.transaction;
        transaction
            .batch_execute("set local enable_hashjoin = on; set local enable_mergejoin = on")
            .await
            .map_err(failed())?;
        transaction.batch_execute("analyze pg_temp.staging_hit").await.map_err(failed())?;
        transaction.execute(sql::audit::WARM_OBJECTS.text, &[&self.target.share_id]).await.map_err(failed())
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
        self.transaction
            .execute(sql::audit::ADD_LOG.text, &[tenant_id, share_id, &now, &"audit batch", detail])
            .await
            .map_err(failed())?;
        self.transaction.commit().await.map_err(failed())?;
        self.clock.ended(6);
        Ok(self.clock.times)
    }
}

struct Clock {
    times: Times,
    last: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { times: Times::default(), last: Instant::now() }
    }

    fn ended(&mut self, stage: usize) {
        let now = Instant::now();
        self.times[stage] += now - self.last;
        self.last = now;
    }
}
