//! Reads all rows of a share, part by part, in two sessions at once where there are many.

use super::named::Named;
use super::pass::{Different, Pass, Portion};
use super::span::Span;
use super::sql::COUNT_DIRS;
use super::timeline::Timeline;
use crate::catalog::layout::ShareTables;
use crate::db::{Database, Moment, TenantId, Tx, begin_reading_at};
use crate::error::{Error, Result};
use crate::snapshot::Principals;
use std::sync::Arc;
use tokio::task::JoinSet;

/// Sessions that read at once: digesting the rows takes this process as long as reading them takes the server.
const SESSIONS: i64 = 2;

/// Directories that are worth a second session.
const DIRS_WORTH_IT: i64 = 10_000;

/// The rows of a part come from one process as fast as they are digested. Without statistics of `dir_id % n` the planner thinks
/// that they are few, and would have others hand them to it one by one.
const ALONE: &str = "set local max_parallel_workers_per_gather = 0";

/// What is read.
pub(super) struct Reading {
    pub(super) tenant_id: TenantId,
    pub(super) tables: ShareTables,
    pub(super) span: Span,
    pub(super) principals: Principals,
    pub(super) dirs_in_memory: u32,
}

/// What came of it.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Versions of files.
    pub(super) versions: u64,
    pub(super) totals: Timeline,
    /// The paths of directories that are not sound.
    pub(super) damaged: Named<String>,
    pub(super) different: Named<Different>,
}

impl Reading {
    /// Reads all as of the moment of `tx`.
    pub(super) async fn all(self: &Arc<Reading>, database: &Database, tx: &Tx<'_>) -> Result<Read> {
        let parts = self.parts(tx).await?;
        if parts == 1 {
            return self.some(tx, 0, 1).await;
        }
        let moment = tx.moment().await?;
        let mut sessions = JoinSet::new();
        for first in 0..SESSIONS {
            let (reading, database, moment) = (Arc::clone(self), database.clone(), moment.clone());
            sessions
                .spawn(async move { Ok((first, reading.beside(&database, &moment, first, parts).await?)) });
        }
        let mut reads = Vec::new();
        while let Some(read) = sessions.join_next().await {
            let read: Result<(i64, Read)> =
                read.map_err(|error| Error::internal(format!("reading a part of a share: {error}")))?;
            reads.push(read?);
        }
        // So that the same is named each time.
        reads.sort_unstable_by_key(|(first, _)| *first);
        let mut all = Read::default();
        for (_, read) in reads {
            all.versions += read.versions;
            all.totals.add_all(read.totals);
            all.damaged.add_all(read.damaged);
            all.different.add_all(read.different);
        }
        Ok(all)
    }

    async fn beside(&self, database: &Database, moment: &Moment, first: i64, parts: i64) -> Result<Read> {
        let mut session = database.session().await?;
        let doing = "cannot prove the snapshots";
        let tx = begin_reading_at(&mut session, self.tenant_id, moment, doing).await?;
        let read = self.some(&tx, first, parts).await?;
        tx.rollback().await?;
        Ok(read)
    }

    /// Reads the parts of one session.
    async fn some(&self, tx: &Tx<'_>, first: i64, parts: i64) -> Result<Read> {
        tx.batch(ALONE).await?;
        let mut read = Read::default();
        let mut part = first;
        while part < parts {
            let portion = Portion { tables: self.tables, parts, part };
            let mut pass = Pass::new(&self.span, &self.principals);
            pass.read_dirs(tx, portion, &mut read.damaged).await?;
            pass.read_sums(tx, portion).await?;
            read.versions += pass.read_versions(tx, portion, &mut read.totals).await?;
            for dir in pass.different() {
                read.different.add(dir);
            }
            part += SESSIONS;
        }
        Ok(read)
    }

    /// In how many parts the directories are read.
    async fn parts(&self, tx: &Tx<'_>) -> Result<i64> {
        let (first, last) = self.span.ends();
        let count = COUNT_DIRS.with([
            ("dir_state", self.tables.dir_state().into()),
            ("dir_history", self.tables.dir_history().into()),
        ]);
        let share_id = self.tables.share_id;
        let row = tx.row(&count, &[("share_id", &share_id), ("first", &first), ("last", &last)]).await?;
        let changes = row.get::<i64>("versions")?.saturating_mul(self.span.kinds().len() as i64);
        let dirs = changes.max(row.get("dirs")?);
        let in_memory = i64::from(self.dirs_in_memory);
        if dirs <= DIRS_WORTH_IT.min(in_memory) {
            return Ok(1);
        }
        // Each session has a part in memory.
        Ok((dirs / (in_memory / SESSIONS).max(1) + 1).max(SESSIONS))
    }
}
