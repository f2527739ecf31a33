//! One run over logs and CSV files: what it needs, what it has done, and its rounds over lost connections.

use super::apart::BatchFiles;
use super::batch::has_objects;
use super::cursors::{self, Stored};
use super::halves::HALVED_FROM;
use super::input::Input;
use super::outcome::{Applied, AuditFailed, AuditOutcome, BatchRead};
use super::refusals::{Refusals, RefusedFile};
use super::spec::{AuditSpec, Observer};
use super::target::Target;
use crate::db::{Database, begin};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MaxRejects;
use crate::lucid::{Limits, LogFile, LogId, Reject, Rules, SortedFiles, TimeWindow};
use jiff::Timestamp;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

/// The most text that becomes one batch; its files are bounded as well. The more events of a file meet in a batch, the
/// fewer updates they cost.
const BATCH_BYTES: u64 = 1 << 30;

/// Small transactions keep updates HOT: what one wrote makes room on its pages for the next. On a share of 2,000,000
/// files that were updated before, 92 % of 1,000,000 updates are HOT with 100,000 files a batch, 77 % with 250,000. But
/// a file that each thread has met counts for each, and 50,000 on two threads should still be one batch.
const BATCH_FILES: usize = 125_000;

/// What a run needs, and what it knows.
pub(super) struct Loader {
    pub(super) target: Arc<Target>,
    pub(super) rules: Rules,
    pub(super) limits: Limits,
    pub(super) halved_from: usize,
    /// Whether the next batch is taken apart: the server refused a row of it.
    apart: bool,
    pub(super) pool: Arc<rayon::ThreadPool>,
    pub(super) cancel: CancellationToken,
    pub(super) max_rejects: MaxRejects,
    pub(super) last_line_complete: bool,
    pub(super) read_copies: bool,
    /// Logs that were left out, since they may be copies of others.
    pub(super) doubtful: BTreeSet<PathBuf>,
    pub(super) outcome: AuditOutcome,
    waiting: HashSet<PathBuf>,
    /// CSV files that were refused; whoever follows need not look at the same content again.
    pub(super) refused: HashSet<LogId>,
    files_read: HashSet<PathBuf>,
    pub(super) refusals: Refusals,
    started: Instant,
    /// Events before the cursors, as far as they were counted as replayed or as new.
    counted: HashMap<LogId, u64>,
    /// What was said once is not said again while following.
    told: HashSet<(PathBuf, &'static str)>,
}

/// How far a round came.
pub(super) enum Reached {
    End,
    /// Another process moved a cursor.
    Overtaken,
}

impl Loader {
    /// Finds the share, and starts the threads that parse.
    pub(super) async fn open(
        database: &Database,
        spec: &AuditSpec,
        cancel: &CancellationToken,
    ) -> Result<Loader> {
        spec.check()?;
        let target = database.retrying(|| Target::open(database, spec)).await?;
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(spec.jobs.unwrap_or(0))
            .build()
            .map_err(|error| Error::internal(format!("cannot start the threads that parse: {error}")))?;
        let times = TimeWindow {
            now_unix: Timestamp::now().as_second(),
            max_skew_s: i64::try_from(spec.max_skew.as_secs()).unwrap_or(i64::MAX),
        };
        Ok(Loader {
            target: Arc::new(target),
            rules: Rules { access: spec.access_actions, times, keep_times: false },
            limits: limits(spec.batch_files),
            halved_from: spec.batch_files.map_or(HALVED_FROM, |files| HALVED_FROM.min(files / 5)),
            apart: false,
            pool: Arc::new(pool),
            cancel: cancel.clone(),
            max_rejects: spec.max_rejects,
            last_line_complete: spec.last_line_complete,
            read_copies: spec.read_copies,
            doubtful: BTreeSet::new(),
            outcome: AuditOutcome::default(),
            waiting: HashSet::new(),
            refused: HashSet::new(),
            files_read: HashSet::new(),
            refusals: Refusals::default(),
            started: Instant::now(),
            counted: HashMap::new(),
            told: HashSet::new(),
        })
    }

    /// Whether the caller asked to stop.
    pub(super) fn stopping(&self) -> bool {
        self.cancel.is_cancelled()
    }

    /// Says something about a file, once.
    pub(super) fn tell(&mut self, path: &Path, kind: &'static str, text: &str) {
        if self.told.insert((path.to_owned(), kind)) {
            tracing::info!("{}: {text}", path.display());
        }
    }

    /// Runs rounds until all is read, also when another process moves a cursor or a connection is lost; or until asked
    /// to stop.
    pub(super) async fn load(&mut self, input: &Input) -> Result<()> {
        let target = self.target.clone();
        let mut backoff = target.database.backoff();
        while !self.stopping() {
            let batches = self.outcome.batches;
            let reached = match input {
                Input::Logs(logs) => self.logs_round(logs).await,
                Input::Updates(csv) => self.updates_round(csv).await,
            };
            match reached {
                Ok(Reached::End) => break,
                Ok(Reached::Overtaken) => {}
                Err(error) if error.kind() == ErrorKind::RowRefused && !self.apart => self.apart = true,
                // The cursors tell the next round what was applied, even where the answer to a commit was lost.
                Err(error) => {
                    if self.outcome.batches > batches {
                        backoff = target.database.backoff();
                    }
                    let pause = backoff.pause_after(error)?;
                    tokio::select! {
                        () = self.cancel.cancelled() => {}
                        () = tokio::time::sleep(pause) => {}
                    }
                }
            }
        }
        Ok(())
    }

    /// The ledger of these logs, and whether objects need to know the time of each access. What is new in the ledger was
    /// applied before this run, or by others meanwhile.
    pub(super) async fn stored(&mut self, ids: &[LogId]) -> Result<HashMap<LogId, Stored>> {
        let mut session = self.target.session().await?;
        let tx =
            begin(&mut session, Some(self.target.tenant_id), "cannot read the cursors of the logs").await?;
        let stored = cursors::read(&tx, self.target.share_id(), ids).await?;
        self.rules.keep_times = has_objects(&tx, self.target.share_id()).await?;
        tx.commit().await?;
        for (id, stored) in &stored {
            let counted = self.counted.insert(id.clone(), stored.events).unwrap_or(0);
            self.outcome.replayed += stored.events.saturating_sub(counted);
        }
        Ok(stored)
    }

    /// Whether the ledger was seen to have this log.
    pub(super) fn is_counted(&self, id: &LogId) -> bool {
        self.counted.contains_key(id)
    }

    /// Leaves a log out that may be a copy of another one, and says so, also with `--quiet`.
    pub(super) fn doubt(&mut self, log: &LogFile, other: &LogId) {
        if self.doubtful.insert(log.path.clone()) {
            tracing::warn!(
                "{}: begins with the same line as log {} of node {}, and is left out",
                log.path.display(),
                other.begin,
                other.node
            );
        }
    }

    /// Remembers that the events before a cursor are counted.
    pub(super) fn note(&mut self, id: &LogId, events: u64) {
        self.counted.insert(id.clone(), events);
    }

    /// The files of the next batch, as it is to be applied. Not on a thread that others need.
    pub(super) fn as_to_be_applied(&self) -> impl FnOnce(SortedFiles) -> BatchFiles + Send + use<> {
        let (apart, halved_from) = (self.apart, self.halved_from);
        move |files| match apart {
            true => BatchFiles::Apart(files),
            false => BatchFiles::AtOnce(files.encode(halved_from)),
        }
    }

    /// Counts a batch of so many files that is committed, and says which of them the server refused.
    pub(super) fn batch_applied(
        &mut self,
        read: &BatchRead<'_>,
        applied: &Applied,
        rejects: Vec<Reject>,
        files: usize,
        refused: Vec<RefusedFile>,
    ) {
        self.apart = false;
        self.outcome.add_batch(read, applied, Timestamp::now().as_second());
        self.outcome.add_rejects(rejects);
        self.refusals.add(refused, files);
        self.outcome.effects.files_refused = self.refusals.files();
    }

    /// Leaves a CSV for the next time, and says so, also with `--quiet`: nothing of it is applied.
    pub(super) fn waits(&mut self, path: &Path) {
        if self.waiting.insert(path.to_owned()) {
            tracing::warn!(
                "{}: ends without a line end, and may be still being written: it is left for the next run; if its last line \
                 is whole, say --last-line-complete",
                path.display()
            );
        }
        self.outcome.files_waiting = self.waiting.len() as u64;
    }

    /// A CSV that may have waited is applied.
    pub(super) fn waits_no_more(&mut self, path: &Path) {
        self.waiting.remove(path);
        self.outcome.files_waiting = self.waiting.len() as u64;
    }

    /// Counts a file of which something was read.
    pub(super) fn file_read(&mut self, path: PathBuf) {
        self.files_read.insert(path);
        self.outcome.files_read = self.files_read.len() as u64;
    }

    /// Tells the observer what was applied, if that is more than `batches_before`.
    pub(super) fn report(&mut self, batches_before: u64, observer: &impl Observer) {
        if self.outcome.batches > batches_before {
            self.bring_up_to_date();
            observer.applied(&self.outcome);
        }
    }

    /// The numbers of the whole run, however it ended.
    pub(super) fn end(mut self, result: Result<()>) -> Result<AuditOutcome, AuditFailed> {
        self.bring_up_to_date();
        match result {
            Ok(()) => Ok(self.outcome),
            Err(error) => Err(AuditFailed { error, done: Some(Box::new(self.outcome)) }),
        }
    }

    fn bring_up_to_date(&mut self) {
        self.outcome.retries = self.target.database.retries();
        self.outcome.elapsed = self.started.elapsed();
    }
}

fn limits(batch_files: Option<usize>) -> Limits {
    let mut limits = Limits { batch_bytes: BATCH_BYTES, batch_paths: BATCH_FILES, ..Limits::default() };
    if let Some(files) = batch_files {
        limits.batch_paths = files;
        // A block is the least that a thread takes, and so bounds a batch from below.
        limits.sizes.block_bytes = limits.sizes.block_bytes.min(files.saturating_mul(300));
    }
    limits
}
