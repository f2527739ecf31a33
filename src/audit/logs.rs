//! Logs -> batches -> transactions. The next batch is read and parsed while one is applied.

use super::apart::BatchFiles;
use super::batch::{BatchTransaction, Paths};
use super::blocking::ended;
use super::cursors::Move;
use super::loader::{Loader, Reached};
use super::moves::Standing;
use super::outcome::BatchRead;
use super::replaced::replaced;
use crate::error::Result;
use crate::lucid::{Batch, FilesByDir, LogFile, LogId, LogReader, Notice};
use std::sync::Arc;
use std::time::Instant;
use tokio::task::{JoinHandle, spawn_blocking};

/// The logs that are yet to be read, and the next batch of them.
struct Parsed {
    rest: LogReader,
    batch: Option<(Batch, FilesByDir)>,
}

impl Loader {
    /// From what the ledger says now to the end of each log. Returns early when asked to stop.
    pub(super) async fn logs_round(&mut self, logs: &Arc<[LogFile]>) -> Result<Reached> {
        let mut rest = logs.to_vec();
        while !rest.is_empty() && !self.stopping() {
            let (once, copies) = self.copies_apart(rest).await?;
            if let Reached::Overtaken = self.distinct_round(&once.into()).await? {
                return Ok(Reached::Overtaken);
            }
            rest = copies;
        }
        Ok(Reached::End)
    }

    async fn distinct_round(&mut self, logs: &Arc<[LogFile]>) -> Result<Reached> {
        let ids: Vec<LogId> = logs.iter().map(|log| log.id.clone()).collect();
        let stored = self.stored(&ids).await?;
        let looked_at = logs.clone();
        let (stored, replaced) = spawn_blocking(move || {
            let replaced = replaced(&looked_at, &stored);
            (stored, replaced)
        })
        .await
        .map_err(ended("comparing first lines"))?;
        for log in &replaced {
            let text = "is another log than the one that was read; it is read from its start";
            self.tell(&log.path, "replaced", text);
        }
        let replaced = replaced.into_iter().map(|log| log.id).collect();
        self.load_batches(logs, Standing::new(logs, stored, replaced)).await
    }

    async fn load_batches(&mut self, logs: &[LogFile], mut standing: Standing<'_>) -> Result<Reached> {
        let limits = if self.rules.keep_times { self.limits.with_times() } else { self.limits };
        let reader = LogReader::new(logs.to_vec(), &standing.starts(), limits);
        let mut parsing = self.parse(reader);
        loop {
            let waiting = Instant::now();
            let Parsed { rest, batch } = parsing.await.map_err(ended("parsing"))?;
            self.outcome.stages.parsing += waiting.elapsed();
            let Some((mut batch, files)) = batch else { return Ok(Reached::End) };
            self.tell_notices(&mut batch);
            let moves = standing.moves(&batch);
            let encoding = Instant::now();
            let ids = self.target.dirs.ids(&files.dirs).await?;
            let pool = self.pool.clone();
            let (unusable_paths, prepare) = (files.unusable_paths, self.as_to_be_applied());
            let files = spawn_blocking(move || pool.install(|| prepare(files.sort(ids))))
                .await
                .map_err(ended("writing rows"))?;
            self.outcome.stages.rows += encoding.elapsed();
            // Only now: the files of this batch take no memory any more but for the encoded rows.
            parsing = self.parse(rest);
            if !moves.is_empty() && !self.apply(files, &mut batch, unusable_paths, &moves).await? {
                let _ = parsing.await;
                return Ok(Reached::Overtaken);
            }
            self.outcome.bytes_read += batch.bytes_read;
            for advance in batch.advances {
                self.file_read(advance.path);
            }
            if self.stopping() {
                let _ = parsing.await;
                return Ok(Reached::End);
            }
        }
    }

    /// False when another process was there, or a plan.
    async fn apply(
        &mut self,
        files: BatchFiles,
        batch: &mut Batch,
        unusable_paths: u64,
        moves: &[Move],
    ) -> Result<bool> {
        let target = self.target.clone();
        target.make_ready().await?;
        let mut session = target.session().await?;
        let Some(mut transaction) = BatchTransaction::begin(&mut session, &target, moves).await? else {
            return Ok(false);
        };
        if transaction.has_objects && !self.rules.keep_times {
            // Somebody planned the share's first objects meanwhile. The next round keeps the times.
            return Ok(false);
        }
        let now = transaction.tx.now().await?;
        let of = files.len();
        let refused = transaction.apply(files, &self.refusals, Paths::OfLogs, now).await?;
        let read = BatchRead { counts: &batch.counts, replayed: 0, unusable_paths };
        let applied = transaction.commit(moves, &read, now).await?;
        self.batch_applied(&read, &applied, std::mem::take(&mut batch.rejects), of, refused);
        for moved in moves {
            self.note(&moved.id, moved.to.events);
        }
        Ok(true)
    }

    /// Reads and parses the next batch on the pool.
    fn parse(&self, mut rest: LogReader) -> JoinHandle<Parsed> {
        let (pool, rules, target) = (self.pool.clone(), self.rules, self.target.clone());
        spawn_blocking(move || {
            let batch = pool.install(|| rest.next_batch(&rules)).map(|mut batch| {
                let files = FilesByDir::split(std::mem::take(&mut batch.by_path), &target.log_rules);
                (batch, files)
            });
            Parsed { rest, batch }
        })
    }

    /// Says what else happened to the logs of a batch.
    fn tell_notices(&mut self, batch: &mut Batch) {
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
