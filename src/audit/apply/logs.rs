//! Logs -> batches -> transactions. The next batch is read and parsed while one is applied.

use super::cursors::{self, Move, Stored};
use super::replaced::replaced;
use super::shape::{Shaped, Staged, shape};
use super::summary::{Totals, detail};
use super::target::Target;
use super::turn::Turn;
use crate::audit::first_line::first_line;
use crate::audit::{Batch, LogFile, LogId, LogReader, Notice, Rules};
use crate::audit::{Cursor, Limits};
use crate::db::{Patience, begin};
use crate::error::{Error, Result};
use crate::interrupt::stopped;
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::task::JoinHandle;

/// What a run needs, and what it knows.
pub(super) struct Loader {
    pub(super) target: Arc<Target>,
    pub(super) rules: Rules,
    pub(super) limits: Limits,
    pub(super) pool: Arc<rayon::ThreadPool>,
    pub(super) stop: Arc<AtomicBool>,
    pub(super) quiet: bool,
    pub(super) totals: Totals,
    /// Events before the cursors, as far as they were counted as replayed or as new.
    known: HashMap<LogId, u64>,
    /// What was said once is not said again while following.
    told: HashSet<(PathBuf, &'static str)>,
}

/// A batch on its way to its transaction.
struct Parsed {
    shaped: Shaped,
    batch: Batch,
    moves: Vec<Move>,
}

/// How far a round came.
pub(super) enum Reached {
    End,
    /// Another process moved a cursor.
    Overtaken,
}

impl Loader {
    pub(super) fn new(
        target: Target,
        rules: Rules,
        limits: Limits,
        pool: rayon::ThreadPool,
        stop: Arc<AtomicBool>,
        quiet: bool,
    ) -> Loader {
        Loader {
            target: Arc::new(target),
            rules,
            limits,
            pool: Arc::new(pool),
            stop,
            quiet,
            totals: Totals::new(),
            known: HashMap::new(),
            told: HashSet::new(),
        }
    }

    /// Whether a signal asked to stop.
    pub(super) fn stopping(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Waits before the next try, unless a signal asks to stop: then the loop around it ends.
    async fn wait(&self, patience: &mut Patience<'_>, error: Error) -> Result<()> {
        tokio::select! {
            biased;
            waited = patience.wait(error) => waited,
            () = stopped(&self.stop) => Ok(()),
        }
    }

    /// Says something about a file, once.
    pub(super) fn tell(&mut self, path: &std::path::Path, kind: &'static str, text: &str) {
        if self.told.insert((path.to_owned(), kind)) && !self.quiet {
            eprintln!("{}: {text}", path.display());
        }
    }

    /// Reads each log from its cursor to its end. Returns early when asked to stop.
    pub(super) async fn load_logs(&mut self, logs: Vec<LogFile>) -> Result<()> {
        let by_id: HashMap<LogId, LogFile> = logs.iter().map(|log| (log.id.clone(), log.clone())).collect();
        self.rounds(async |loader| loader.round(&by_id, &logs).await).await
    }

    /// Goes round after round to the end, over other processes and lost connections, or until asked to stop.
    pub(super) async fn rounds(
        &mut self,
        mut round: impl AsyncFnMut(&mut Loader) -> Result<Reached>,
    ) -> Result<()> {
        let target = self.target.clone();
        let mut patience = target.database.patience();
        while !self.stopping() {
            let batches = self.totals.batches;
            match round(self).await {
                Ok(Reached::End) => break,
                Ok(Reached::Overtaken) => {}
                // The cursors tell the next round what was applied, even where the answer to a commit was lost.
                Err(error) => {
                    if self.totals.batches > batches {
                        patience = target.database.patience();
                    }
                    self.wait(&mut patience, error).await?;
                }
            }
        }
        Ok(())
    }

    /// From what the ledger says now to the end of each log.
    async fn round(&mut self, by_id: &HashMap<LogId, LogFile>, logs: &[LogFile]) -> Result<Reached> {
        let ids: Vec<LogId> = logs.iter().map(|log| log.id.clone()).collect();
        let stored = self.stored(&ids).await?;
        let replaced = tokio::task::block_in_place(|| replaced(logs, &stored));
        for log in &replaced {
            let text = "is another log than the one that was read; it is read from its start";
            self.tell(&log.path, "replaced", text);
        }
        let replaced = replaced.into_iter().map(|log| log.id.clone()).collect();
        self.run_round(by_id, logs, &stored, replaced).await
    }

    /// The ledger of these logs. What is new in it was applied before this run, or by others meanwhile.
    pub(super) async fn stored(&mut self, ids: &[LogId]) -> Result<HashMap<LogId, Stored>> {
        let mut session = self.target.session().await?;
        let transaction = begin(&mut session, Some(self.target.tenant_id)).await?;
        let stored = cursors::read(&transaction, self.target.share_id, ids).await?;
        transaction.commit().await.map_err(Error::database("cannot read the cursors of the logs"))?;
        for (id, stored) in &stored {
            self.replay(id, stored.events);
        }
        Ok(stored)
    }

    /// Counts the events before a cursor that were not counted yet.
    fn replay(&mut self, id: &LogId, events: u64) {
        let known = self.known.insert(id.clone(), events).unwrap_or(0);
        self.totals.replayed += events.saturating_sub(known);
    }

    /// Keeps in mind that the events before a cursor are counted.
    pub(super) fn note(&mut self, id: &LogId, events: u64) {
        self.known.insert(id.clone(), events);
    }

    async fn run_round(
        &mut self,
        by_id: &HashMap<LogId, LogFile>,
        logs: &[LogFile],
        stored: &HashMap<LogId, Stored>,
        mut replaced: HashSet<LogId>,
    ) -> Result<Reached> {
        let starts: HashMap<LogId, Cursor> = stored
            .iter()
            .filter(|(id, _)| !replaced.contains(*id))
            .map(|(id, stored)| (id.clone(), stored.cursor))
            .collect();
        let mut latest = stored.clone();
        let reader = LogReader::new(logs.to_vec(), &starts, self.limits);
        let mut parsing = self.parse(reader);
        loop {
            let waiting = Instant::now();
            let (reader, batch) =
                parsing.await.map_err(|error| Error::Internal(format!("parsing ended: {error}")))?;
            self.totals.reading += waiting.elapsed();
            let Some((mut batch, shaped)) = batch else { return Ok(Reached::End) };
            self.notice(&mut batch);
            let moves = moves(&batch, by_id, &latest, &replaced);
            for moved in &moves {
                replaced.remove(&moved.id);
                latest.insert(moved.id.clone(), moved.to);
            }
            let parsed = Parsed { shaped, batch, moves };
            let shaping = Instant::now();
            let dirs = self.target.dirs.ids(&parsed.shaped.dirs).await?;
            let Parsed { shaped, batch, moves } = parsed;
            let unusable = shaped.unusable;
            let files = tokio::task::block_in_place(|| self.pool.install(|| shaped.encode(&dirs)));
            self.totals.shaping += shaping.elapsed();
            // Only now: the files of this batch take no memory any more but for the encoded rows.
            parsing = self.parse(reader);
            if !moves.is_empty() && !self.apply(files, &batch, &moves, unusable).await? {
                let _ = parsing.await;
                return Ok(Reached::Overtaken);
            }
            for moved in &moves {
                self.note(&moved.id, moved.to.events);
            }
            self.totals.bytes_read += batch.bytes_read;
            self.totals.unusable += unusable;
            self.totals.files_read.extend(batch.advances.into_iter().map(|advance| advance.path));
            self.totals.keep_rejects(batch.rejects);
            if self.stopping() {
                let _ = parsing.await;
                return Ok(Reached::End);
            }
        }
    }

    /// Reads and parses the next batch on the pool.
    #[allow(clippy::type_complexity, reason = "a reader and what it gave")]
    fn parse(&self, mut reader: LogReader) -> JoinHandle<(LogReader, Option<(Batch, Shaped)>)> {
        let (pool, rules, target) = (self.pool.clone(), self.rules, self.target.clone());
        tokio::task::spawn_blocking(move || {
            let batch = pool.install(|| reader.next_batch(&rules));
            let shaped = batch.map(|mut batch| {
                let by_path = std::mem::take(&mut batch.by_path);
                (batch, shape(by_path, &target.log_rules))
            });
            (reader, shaped)
        })
    }

    /// False when another process was there.
    async fn apply(&mut self, files: Staged, batch: &Batch, moves: &[Move], unusable: u64) -> Result<bool> {
        let now = Timestamp::now();
        let target = self.target.clone();
        let mut session = target.session().await?;
        let Some(mut turn) = Turn::take(&mut session, &target, moves).await? else { return Ok(false) };
        let effects = turn.apply(files, now).await?;
        let times = turn.end(moves, &detail(&batch.counts, effects, 0, unusable), now).await?;
        self.totals.add(&batch.counts, effects, times, Timestamp::now().as_second());
        Ok(true)
    }

    /// Says what else happened to the logs of a batch.
    fn notice(&mut self, batch: &mut Batch) {
        for notice in batch.notices.drain(..) {
            match notice {
                Notice::Unreadable { path, offset, error } => {
                    self.tell(&path, "unreadable", &format!("cannot be read beyond byte {offset}: {error}"));
                }
                Notice::Shrunk { path, bytes, offset } => {
                    let text = format!(
                        "has {bytes} bytes now, but {offset} were read; what it still holds was applied before"
                    );
                    self.tell(&path, "shrunk", &text);
                }
                Notice::CutOff { path, offset } => {
                    let text =
                        format!("ends in the middle of the line at byte {offset}; the rest is awaited");
                    self.tell(&path, "cut off", &text);
                }
            }
        }
    }
}

/// The cursors that a batch moves.
fn moves(
    batch: &Batch,
    by_id: &HashMap<LogId, LogFile>,
    stored: &HashMap<LogId, Stored>,
    replaced: &HashSet<LogId>,
) -> Vec<Move> {
    let moved = |advance: &crate::audit::Advance| {
        let expected = stored.get(&advance.id).copied().unwrap_or(Stored::NOTHING);
        let before = if replaced.contains(&advance.id) { Stored::NOTHING } else { expected };
        let first = || by_id.get(&advance.id).and_then(|log| first_line(log).ok().flatten());
        let to = Stored {
            cursor: advance.to,
            events: before.events + advance.events,
            first_line: before.first_line.or_else(first),
        };
        Move { id: advance.id.clone(), expected, to }
    };
    batch.advances.iter().map(moved).collect()
}
