//! Moves chunks from the inputs into the staging table: readers cut, rayon encodes, workers COPY.
//!
//! Memory is bounded by what is in flight: one chunk being filled a reader, [`QUEUED_CHUNKS`] in the queue, and one
//! with its encoded rows a worker.

use super::chunk::{ChunkRecord, Outcome, load_chunk};
use super::encode::encode;
use super::inputs::InputIdentity;
use super::inputs::{Ledger, LedgerEntry};
use super::open::OpenInput;
use super::prepare::Prepared;
use super::progress::Counters;
use super::run::ScanConfig;
use crate::cli::MaxRejects;
use crate::db::{Database, sql};
use crate::dirs::DirResolver;
use crate::error::{Error, Result};
use crate::dump::format::{Format, Options};
use crate::dump::input::{Chunk, Source};
use bytes::Bytes;
use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Instant;
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinSet;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

const QUEUED_CHUNKS: usize = 2;

/// So many rejected rows are looked at as a whole at the end; with more, a load may end early.
const GARBAGE_ROWS: u64 = 100_000;

/// A cut chunk on its way to a worker.
struct Work {
    input_no: i32,
    source: Arc<Source>,
    format: Arc<dyn Format>,
    chunk: Chunk,
}

/// What every worker needs.
struct Shared {
    database: Database,
    prepared: Arc<Prepared>,
    dirs: DirResolver,
    copy_statement: String,
    counters: Arc<Counters>,
    max_rejects: MaxRejects,
}

/// Loads every chunk that is not loaded yet. `stop` ends it after the chunks in hand.
pub(super) async fn load(
    database: &Database,
    prepared: Arc<Prepared>,
    sources: Vec<Source>,
    opened: Vec<OpenInput>,
    config: &ScanConfig,
    counters: Arc<Counters>,
    stop: Arc<AtomicBool>,
) -> Result<()> {
    let names = prepared.names;
    let dirs = DirResolver::new(database.clone(), prepared.tenant_id, names.share_id, Some(names.scan_id));
    let copy_statement = sql::scan::COPY_ROWS.render(&[("staging", &names.staging())]);
    let chunk_bytes = prepared.chunk_bytes;
    let shared = Arc::new(Shared {
        database: database.clone(),
        prepared,
        dirs,
        copy_statement,
        counters: counters.clone(),
        max_rejects: config.max_rejects,
    });
    let (sender, receiver) = mpsc::channel::<Work>(QUEUED_CHUNKS);
    let receiver = Arc::new(Mutex::new(receiver));
    let mut tasks = JoinSet::new();
    for _ in 0..config.jobs {
        tasks.spawn(work(shared.clone(), receiver.clone()));
    }
    drop(receiver);
    let readers = Arc::new(Readers {
        sources,
        opened: std::sync::Mutex::new(opened),
        options: config.options.clone(),
        next: AtomicUsize::new(0),
        chunk_bytes,
        raw_bytes: counters.raw_bytes.clone(),
        stop: stop.clone(),
    });
    for _ in 0..config.jobs.min(readers.sources.len()) {
        let (readers, sender) = (readers.clone(), sender.clone());
        tasks.spawn_blocking(move || readers.read(&sender));
    }
    drop(sender);
    // The first error ends the load: dropping the tasks rolls back what is in flight.
    while let Some(ended) = tasks.join_next().await {
        ended.map_err(|error| Error::internal(format!("a loading task ended: {error}")))??;
    }
    Ok(())
}

struct Readers {
    sources: Vec<Source>,
    opened: std::sync::Mutex<Vec<OpenInput>>,
    options: Arc<Options>,
    next: AtomicUsize,
    chunk_bytes: usize,
    raw_bytes: Arc<AtomicU64>,
    stop: Arc<AtomicBool>,
}

impl Readers {
    /// Reads one input after the other until none is left.
    fn read(&self, sender: &mpsc::Sender<Work>) -> Result<()> {
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(source) = self.sources.get(at) else { return Ok(()) };
            let mut input = self.open(source)?;
            input.reader.set_chunk_bytes(self.chunk_bytes);
            let shared_source = Arc::new(source.clone());
            while let Some(chunk) =
                input.reader.next_chunk().map_err(Error::io("cannot read", source.name()))?
            {
                let work = Work {
                    input_no: at as i32,
                    source: shared_source.clone(),
                    format: input.format.clone(),
                    chunk,
                };
                // A closed channel means that the load has failed elsewhere; its error is the one to show.
                if self.stop.load(Ordering::Relaxed) || sender.blocking_send(work).is_err() {
                    return Ok(());
                }
            }
        }
    }

    /// A pipe can be opened once only, so it was kept open since its header was read.
    fn open(&self, source: &Source) -> Result<OpenInput> {
        let kept = match self.opened.lock() {
            Ok(mut opened) => {
                let at = opened.iter().position(|input| input.source == *source);
                at.map(|at| opened.swap_remove(at))
            }
            Err(_) => None,
        };
        kept.map_or_else(
            || OpenInput::new(source, &self.options, self.chunk_bytes, self.raw_bytes.clone()),
            Ok,
        )
    }
}

async fn work(shared: Arc<Shared>, receiver: Arc<Mutex<mpsc::Receiver<Work>>>) -> Result<()> {
    loop {
        let Some(work) = receiver.lock().await.recv().await else { return Ok(()) };
        process(&shared, work).await?;
    }
}

async fn process(shared: &Arc<Shared>, work: Work) -> Result<()> {
    let Shared { prepared, counters, .. } = shared.as_ref();
    let entry = LedgerEntry {
        byte_start: work.chunk.byte_start,
        byte_end: work.chunk.byte_end(),
        digest: xxh3_128(&work.chunk.bytes),
    };
    let (input_no, chunk_no) = (work.input_no, work.chunk.number);
    let source = work.source.clone();
    let add = |counter: &AtomicU64, amount: u64| counter.fetch_add(amount, Ordering::Relaxed);
    add(&counters.chunks_seen, 1);
    if let Some(loaded) = prepared.ledger.get(&(input_no, chunk_no)) {
        check_same(&source, loaded, &entry)?;
        add(&counters.chunks_skipped, 1);
        return Ok(());
    }
    let parsing = Instant::now();
    let mut encoded = {
        let shared = shared.clone();
        on_rayon(move || encode(&work.chunk, work.format.as_ref(), &shared.prepared.rules)).await?
    };
    counters.encode.add(parsing.elapsed());
    if let Some(line) = encoded.cut_off {
        return Err(Error::input(format!(
            "{} ends amid a record, in line {line}: it was cut off, and as a complete scan it would mark the files that \
             it lacks removed; nothing is published",
            source.name()
        )));
    }
    let resolving = Instant::now();
    let ids = shared.dirs.ids(&encoded.dirs).await?;
    encoded.fill(&ids);
    counters.dirs.add(resolving.elapsed());
    let copying = Instant::now();
    let record = ChunkRecord {
        tenant_id: prepared.tenant_id,
        share_id: prepared.names.share_id,
        scan_id: prepared.names.scan_id,
        input_no,
        chunk_no,
        entry,
        rows_read: encoded.rows_read,
        loaded: encoded.loaded,
        skipped: encoded.skipped,
        rejects: &encoded.rejects,
    };
    let rows = Bytes::from(encoded.rows.finish());
    // A commit whose answer was lost shows on the next try: then the ledger has the chunk.
    let load = || load_chunk(&shared.database, &shared.copy_statement, &record, rows.clone());
    match shared.database.patiently(load).await? {
        Outcome::Loaded => {}
        // Two processes may share a scan, but only with the same bytes, cut in the same places.
        Outcome::Others(loaded) => {
            check_same(&source, &loaded, &entry)?;
            add(&counters.chunks_skipped, 1);
        }
        Outcome::Closed(status) => return Err(closed(&source, &status, prepared.scan_guid)),
    }
    counters.copy.add(copying.elapsed());
    add(&counters.rows, record.rows_read);
    add(&counters.rejected, record.rejects.len() as u64);
    refuse_garbage(shared)
}

/// Ends a load early whose input is clearly something else, before the database is filled with its rows as rejects.
fn refuse_garbage(shared: &Shared) -> Result<()> {
    let rejected = shared.counters.rejected.load(Ordering::Relaxed);
    let rows = shared.counters.rows.load(Ordering::Relaxed);
    let hopeless = match shared.max_rejects {
        MaxRejects::Rows(limit) => rejected > limit.max(GARBAGE_ROWS),
        limit => rejected > GARBAGE_ROWS && rejected > rows / 2 && !limit.allows(rejected, rows),
    };
    if !hopeless {
        return Ok(());
    }
    Err(Error::input(format!(
        "{rejected} of the first {rows} rows were rejected, more than --max-rejects {}; nothing is published",
        shared.max_rejects
    )))
}

/// Why a scan takes no more chunks while this process still has one.
fn closed(source: &Source, status: &str, scan_guid: Uuid) -> Error {
    match status {
        "ERROR" | "LOADING" => Error::changed(format!(
            "scan {scan_guid} was given up by another process; run the same command to begin again"
        )),
        _ => Error::changed(format!(
            "{} has more in it than the same input of scan {scan_guid}, which another process has loaded and closed",
            source.name()
        )),
    }
}

fn check_same(source: &Source, loaded: &LedgerEntry, found: &LedgerEntry) -> Result<()> {
    if (loaded.byte_start, loaded.byte_end, loaded.digest) == (found.byte_start, found.byte_end, found.digest)
    {
        return Ok(());
    }
    Err(Error::changed(format!(
        "{} changed since this scan began to load it: first difference in bytes {} to {}",
        source.name(),
        loaded.byte_start,
        loaded.byte_end
    )))
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

/// The first range of bytes in which an input differs from what the ledger says of it.
pub(super) fn first_difference(
    identity: &InputIdentity,
    input_no: i32,
    chunk_bytes: usize,
    ledger: &Ledger,
) -> Result<Option<Range<u64>>> {
    let source = &identity.source;
    let mut input = OpenInput::new(source, &identity.options, chunk_bytes, Arc::default())?;
    let mut last_end = 0;
    while let Some(chunk) = input.reader.next_chunk().map_err(Error::io("cannot read", source.name()))? {
        last_end = chunk.byte_end();
        if let Some(loaded) = ledger.get(&(input_no, chunk.number))
            && loaded.digest != xxh3_128(&chunk.bytes)
        {
            return Ok(Some(loaded.byte_start..loaded.byte_end));
        }
    }
    // The input may have lost its end.
    let beyond =
        ledger.iter().filter(|((input, _), loaded)| *input == input_no && loaded.byte_end > last_end);
    Ok(beyond.map(|(_, loaded)| loaded.byte_start..loaded.byte_end).min_by_key(|range| range.start))
}
