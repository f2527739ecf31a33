//! Moves chunks from the inputs into the staging table: readers cut, rayon encodes, workers COPY.
//!
//! Memory is bounded by what is in flight: one chunk being filled a reader, [`QUEUED_CHUNKS`] in the queue, and one
//! with its encoded rows a worker.

use super::counters::{Counter, Counters};
use super::open::OpenInput;
use super::readers::{CutChunk, Readers};
use crate::catalog::{DirResolver, PrincipalResolver};
use crate::db::Database;
use crate::dump::format::Options;
use crate::dump::input::Source;
use crate::dump::rows::{CopyRows, Encoded, Rejected, Rejects, add_sample, encode};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::{Limit, MaxRejects};
use crate::scan::cut_off;
use crate::scan::reasons::Reasons;
use crate::scan::session::{
    Chunk, ChunkRows, LedgerEntry, LoadedBy, Session, check_rejects_file, check_same, push_dir_sums,
};
use crate::scan::spec::ScanSpec;
use bytes::Bytes;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use xxhash_rust::xxh3::xxh3_128;

const QUEUED_CHUNKS: usize = 2;

/// So many rejected rows are looked at as a whole at the end; with more, a load may end early.
const GARBAGE_ROWS: u64 = 100_000;

/// Rejected records that a run keeps, by what they take in the tables: what stands beside a record takes this much.
const KEPT_REJECT_BYTES: u64 = 256 << 20;
const REJECT_BYTES: u64 = 300;

/// What every worker needs.
struct Worker {
    database: Database,
    session: Arc<Session>,
    dirs: DirResolver,
    principals: PrincipalResolver,
    counters: Arc<Counters>,
    options: Options,
    max_rejects: MaxRejects,
    /// Where rejects will be written, until it is known that they can be.
    rejects_file: PathBuf,
    can_write_rejects: AtomicBool,
}

/// Loads every chunk that is not loaded yet. `cancel` ends it after the chunks in hand.
pub(in crate::scan) async fn send(
    database: &Database,
    session: Arc<Session>,
    spec: &ScanSpec,
    sources: Vec<Source>,
    pipes: Vec<OpenInput>,
    counters: Arc<Counters>,
    cancel: CancellationToken,
) -> Result<()> {
    let (tables, chunk_bytes) = (session.tables, session.chunk_bytes);
    let (tenant_id, share_id) = (session.tenant_id, tables.share_id);
    let rejects_file = spec.rejects_file(session.scan_guid);
    let worker = Arc::new(Worker {
        database: database.clone(),
        session,
        dirs: DirResolver::of_dumps(database.clone(), tenant_id, share_id),
        principals: PrincipalResolver::new(database.clone(), tenant_id),
        counters: counters.clone(),
        options: spec.options.clone(),
        max_rejects: spec.max_rejects,
        rejects_file,
        can_write_rejects: AtomicBool::new(false),
    });
    let (sender, receiver) = async_channel::bounded(QUEUED_CHUNKS);
    let mut tasks = JoinSet::new();
    for _ in 0..spec.jobs {
        tasks.spawn(work(worker.clone(), receiver.clone()));
    }
    drop(receiver);
    let readers = spec.jobs.min(sources.len());
    let (options, raw_bytes) = (spec.options.clone(), counters.raw_bytes.clone());
    let shared = Arc::new(Readers::new(sources, pipes, options, chunk_bytes, raw_bytes, cancel));
    for _ in 0..readers {
        let (shared, sender) = (shared.clone(), sender.clone());
        tasks.spawn_blocking(move || shared.read(&sender));
    }
    drop(sender);
    // The first error ends the load: dropping the tasks rolls back what is in flight.
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(|error| Error::internal(format!("a loading task ended: {error}")))??;
    }
    Ok(())
}

async fn work(worker: Arc<Worker>, receiver: async_channel::Receiver<CutChunk>) -> Result<()> {
    while let Ok(cut) = receiver.recv().await {
        load(&worker, cut).await?;
    }
    Ok(())
}

async fn load(worker: &Arc<Worker>, cut: CutChunk) -> Result<()> {
    let Worker { session, counters, .. } = worker.as_ref();
    let entry = LedgerEntry {
        byte_start: cut.chunk.byte_start,
        byte_end: cut.chunk.byte_end(),
        digest: xxh3_128(&cut.chunk.bytes),
    };
    let (input_no, chunk_no, name) = (cut.input_no, cut.chunk.number, cut.source.name());
    counters.chunks_seen.add(1);
    if let Some(loaded) = session.ledger.get(&(input_no, chunk_no)) {
        check_same(&name, loaded, &entry)?;
        counters.chunks_skipped.add(1);
        return Ok(());
    }
    let encoding = Instant::now();
    let mut encoded = {
        let session = session.clone();
        on_rayon(move || encode(&cut.chunk, cut.format.as_ref(), &session.rules)).await?
    };
    counters.encode.add(encoding.elapsed());
    if let Ok(mut names) = counters.undecodable.lock() {
        add_sample(&mut names, &encoded.undecodable);
    }
    if let Some(refusal) = encoded.cut_off.and_then(|end| cut_off::refusal(&name, end, &worker.options)) {
        return Err(refusal);
    }
    if !encoded.rejects.is_empty() && !worker.can_write_rejects.load(Ordering::Relaxed) {
        check_rejects_file(&worker.rejects_file)?;
        worker.can_write_rejects.store(true, Ordering::Relaxed);
    }
    let resolving = Instant::now();
    let ids = worker.dirs.ids(&encoded.dirs).await?;
    encoded.fill(&ids, &worker.principals.ids(&encoded.principals).await?);
    counters.directories.add(resolving.elapsed());
    let copying = Instant::now();
    let chunk = Chunk {
        input_name: &name,
        input_no,
        chunk_no,
        entry,
        rows_read: encoded.rows_read,
        loaded: encoded.loaded,
        skipped: encoded.skipped,
        known: encoded.known.bits().cast_signed(),
        rejected: encoded.rejects.count(),
        rejects: within_budget(encoded.rejects.kept(), &counters.reject_bytes),
        kept: &encoded.kept,
        without_path: encoded.without_path,
        doubts: encoded.doubts.unless(worker.options.encoding.is_some(), worker.options.times.unit.is_some()),
        record_sum: encoded.record_sum,
        end_mark: encoded.end_mark,
    };
    let rows = ChunkRows { dirs: dir_sums(&encoded, &ids), rows: encoded.rows.finish().into() };
    if session.put_chunk(&worker.database, &chunk, &rows).await? == LoadedBy::Others {
        counters.chunks_skipped.add(1);
    }
    counters.copy.add(copying.elapsed());
    let rows = counters.rows.add(chunk.rows_read);
    let rejected = counters.rejected.add(chunk.rejected);
    refuse_garbage(worker.max_rejects, rejected, rows, &encoded.rejects)
}

/// What the rows add up to, for every directory that has some.
fn dir_sums(encoded: &Encoded, ids: &[i64]) -> Bytes {
    let mut copy = CopyRows::with_capacity(ids.len() * 100);
    for (dir_id, sums) in ids.iter().zip(&encoded.dir_sums).filter(|(_, sums)| sums.files > 0) {
        push_dir_sums(&mut copy, *dir_id, sums);
    }
    copy.finish().into()
}

/// The first of these, as long as the run has not kept too much.
fn within_budget<'r>(rejects: &'r [Rejected], kept_bytes: &Counter) -> &'r [Rejected] {
    let fits =
        |rejected: &&Rejected| kept_bytes.add(rejected.raw.len() as u64 + REJECT_BYTES) <= KEPT_REJECT_BYTES;
    &rejects[..rejects.iter().take_while(fits).count()]
}

/// Ends a load early whose input is clearly something else, before the database is filled with its rows as rejects.
fn refuse_garbage(max_rejects: MaxRejects, rejected: u64, rows: u64, last: &Rejects) -> Result<()> {
    let hopeless = match max_rejects.0 {
        Limit::Number(limit) => rejected > limit.max(GARBAGE_ROWS),
        limit => rejected > GARBAGE_ROWS && rejected > rows / 2 && !limit.allows(rejected, rows),
    };
    if !hopeless {
        return Ok(());
    }
    let mut reasons = Reasons::default();
    last.kept().iter().for_each(|rejected| reasons.add(&rejected.reject.reason, 1));
    last.others().for_each(|(reason, rows)| reasons.add(reason, rows));
    let example = reasons.commonest();
    let message = format!(
        "{rejected} of the first {rows} rows were rejected, more than --max-rejects {max_rejects}{example}; nothing is \
         published"
    );
    Err(Error::new(ErrorKind::TooManyRejects, message))
}

/// Runs a computation on the rayon pool and waits for it without blocking a tokio thread.
async fn on_rayon<T: Send + 'static>(job: impl FnOnce() -> T + Send + 'static) -> Result<T> {
    let (sender, receiver) = tokio::sync::oneshot::channel();
    rayon::spawn(move || {
        // The receiver is gone when the load was stopped; nobody wants the result then.
        let _ = sender.send(job());
    });
    receiver.await.map_err(|_| Error::internal("parsing a chunk ended without a result"))
}
