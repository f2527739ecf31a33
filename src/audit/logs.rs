//! Logs -> batches -> transactions. The next batch is read and parsed while one is applied.

use super::batch::BatchTransaction;
use super::blocking::ended;
use super::cursors::Move;
use super::loader::{Loader, Reached};
use super::moves::Standing;
use super::outcome::BatchRead;
use super::replaced::replaced;
use crate::error::Result;
use crate::lucid::{Batch, FileRows, FilesByDir, LogFile, LogId, LogReader, Notice};
use jiff::Timestamp;
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
        let plan = LogReader::new(logs.to_vec(), &standing.starts(), self.limits);
        let mut parsing = self.parse(plan);
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
            let (unusable_paths, halved_from) = (files.unusable_paths, self.halved_from);
            let rows = spawn_blocking(move || pool.install(|| files.encode(&ids, halved_from)))
                .await
                .map_err(ended("writing rows"))?;
            self.outcome.stages.rows += encoding.elapsed();
            // Only now: the files of this batch take no memory any more but for the encoded rows.
            parsing = self.parse(rest);
            if !moves.is_empty() && !self.apply(rows, &mut batch, unusable_paths, &moves).await? {
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

    /// False when another process was there.
    async fn apply(
        &mut self,
        rows: FileRows,
        batch: &mut Batch,
        unusable_paths: u64,
        moves: &[Move],
    ) -> Result<bool> {
        let now = Timestamp::now();
        let target = self.target.clone();
        let mut session = target.session().await?;
        let Some(mut transaction) = BatchTransaction::begin(&mut session, &target, moves).await? else {
            return Ok(false);
        };
        transaction.apply(rows, now).await?;
        let read = BatchRead { counts: &batch.counts, replayed: 0, unusable_paths };
        let applied = transaction.commit(moves, &read, now).await?;
        self.batch_applied(&read, &applied, std::mem::take(&mut batch.rejects));
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
