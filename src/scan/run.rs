//! `tierload scan` from flags to summary.

use super::fail::fail_scan;
use super::finish::finish;
use super::inputs::InputIdentity;
use super::load::load;
use super::open::OpenInput;
use super::prepare::{Prepared, prepare};
use super::progress::{Counters, Display, during};
use super::publish::StageTimes;
use super::rejects::write_rejects;
use super::summary::{Summary, Totals};
use crate::cli::{MaxRejects, ScanArgs};
use crate::db::{Address, Database};
use crate::error::{Error, Result};
use crate::dump::format::Options;
use crate::dump::input::{REJECTS_SUFFIX, Source, discover, fingerprint};
use crate::interrupt::{GRACE, stop_on_signal, stopped};
use crate::dump::path::SourceType;
use jiff::Timestamp;
use rayon::prelude::*;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;
use uuid::Uuid;

/// A worker parses, waits for the server and parses again, so a few more than there are cores keep both busy.
const DEFAULT_JOBS: usize = 4;

/// What a scan is told to do, checked.
#[derive(Debug, Clone)]
pub(super) struct ScanConfig {
    /// Tenant code.
    pub tenant: String,
    /// Share name.
    pub share: String,
    /// Type to give a new share.
    pub source_type: Option<SourceType>,
    /// Root to give a new share.
    pub root: Option<String>,
    /// When the walk began.
    pub started: Option<Timestamp>,
    /// Identity of the scan.
    pub scan_guid: Option<Uuid>,
    /// Connections to load over, at least 1.
    pub jobs: usize,
    /// Size of a chunk, at least 1.
    pub chunk_bytes: usize,
    /// How many rejected rows are too many.
    pub max_rejects: MaxRejects,
    /// Where rejected rows go.
    pub rejects: Option<PathBuf>,
    /// How inputs are to be read.
    pub options: Arc<Options>,
}

impl ScanConfig {
    fn new(args: &ScanArgs) -> Result<ScanConfig> {
        let share = args.share.clone().unwrap_or_default();
        if share.is_empty() && !args.dry_run {
            return Err(Error::usage("--share is empty; give the share a name"));
        }
        let chunk_bytes = args.chunk_bytes.as_u64();
        if !(1..=1 << 30).contains(&chunk_bytes) {
            return Err(Error::usage(format!("--chunk-bytes {chunk_bytes} is not between 1 and 1 GiB")));
        }
        let jobs = args.jobs.unwrap_or(DEFAULT_JOBS);
        if !(1..=16).contains(&jobs) {
            return Err(Error::usage(format!("--jobs {jobs} is not between 1 and 16")));
        }
        Ok(ScanConfig {
            tenant: args.tenant.clone(),
            share,
            source_type: args.source_type,
            root: args.root.clone(),
            // PostgreSQL keeps microseconds; what is compared later must be what was stored.
            started: args.started.and_then(|time| Timestamp::from_microsecond(time.as_microsecond()).ok()),
            scan_guid: args.scan_id,
            jobs,
            chunk_bytes: chunk_bytes as usize,
            max_rejects: args.max_rejects,
            rejects: args.rejects.clone(),
            options: Arc::new(args.read.options().map_err(Error::usage)?),
        })
    }
}

/// Runs `tierload scan`.
pub async fn run(address: &Address, args: ScanArgs) -> Result<()> {
    let config = ScanConfig::new(&args)?;
    if args.dry_run {
        return super::dry_run::run(&config, &args);
    }
    let display = Display::new(args.quiet);
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(stop_on_signal(stop.clone(), GRACE));
    let summary = scan(address, &args, &config, &display, &stop).await;
    watcher.abort();
    display.finish();
    let summary = summary?;
    if args.json {
        println!("{}", summary.json());
    }
    if !args.quiet {
        eprint!("{}", summary.text(args.verbose));
    }
    Ok(())
}

async fn scan(
    address: &Address,
    args: &ScanArgs,
    config: &ScanConfig,
    display: &Display,
    stop: &Arc<AtomicBool>,
) -> Result<Summary> {
    let started = Instant::now();
    let counters = Arc::new(Counters::default());
    let mut stages = StageTimes::new();
    let sources = discover(&args.inputs)?;
    let (opened, seen_type) = open_headers(&sources, config, args.quiet, &counters)?;
    let identities = identify(&sources, &config.options)?;
    stages.push(("fingerprints", started.elapsed()));
    let connecting = Instant::now();
    let database = Database::open(address).await?;
    stages.push(("connect", connecting.elapsed()));
    // Drawn once: a beginning that is tried again must be the same scan.
    let unforeseen = Uuid::new_v4();
    let begin = || prepare(&database, config, &identities, unforeseen, seen_type, Timestamp::now());
    let prepared = Arc::new(database.patiently(begin).await?);
    let rejects_path = config
        .rejects
        .clone()
        .unwrap_or_else(|| PathBuf::from(format!("{}{REJECTS_SUFFIX}", prepared.scan_guid)));
    if !prepared.published && !prepared.building {
        let loading = Instant::now();
        let total: Option<u64> = sources.iter().map(Source::size).sum();
        display.stage_bytes(total);
        let work = load(
            &database,
            prepared.clone(),
            sources.clone(),
            opened,
            config,
            counters.clone(),
            stop.clone(),
        );
        let loaded = during(work, || display.loading(&counters, total)).await;
        if let Err(error @ (Error::input(_) | Error::Io { .. })) = &loaded
            && prepared.ledger.is_empty()
        {
            // What this run began with an input that cannot be loaded will not be gone on with.
            database.patiently(|| give_up(&database, &prepared, &rejects_path, error)).await?;
        }
        loaded?;
        stages.push(("load", loading.elapsed()));
        refuse_stopped(stop, prepared.scan_guid)?;
    }
    if !prepared.published {
        let seen = (!prepared.building).then(|| counters.chunks_seen.load(Ordering::Relaxed));
        let work = database.patiently(|| finish(&database, config, &prepared, display, &rejects_path, seen));
        tokio::select! {
            times = work => stages.extend(times?),
            () = stopped(stop) => refuse_stopped(stop, prepared.scan_guid)?,
        }
    }
    let totals = database.patiently(|| Totals::read(&database, &prepared)).await?;
    let rejects_file = (totals.rejected > 0 && !prepared.published).then_some(rejects_path);
    Ok(Summary {
        tenant: config.tenant.clone(),
        share: config.share.clone(),
        scan_guid: prepared.scan_guid,
        scan_id: prepared.names.scan_id,
        source_type: prepared.source_type,
        inputs: sources.len(),
        already_loaded: prepared.published,
        superseded: prepared.superseded,
        chunks_skipped: if prepared.published {
            totals.chunks as u64
        } else {
            counters.chunks_skipped.load(Ordering::Relaxed)
        },
        totals,
        retries: database.retries(),
        elapsed: started.elapsed(),
        stages,
        busy: [counters.encode.seconds(), counters.dirs.seconds(), counters.copy.seconds()],
        rejects_file,
    })
}

async fn give_up(database: &Database, prepared: &Prepared, rejects_path: &Path, error: &Error) -> Result<()> {
    let reason = crate::error::chain(error);
    write_rejects(database, prepared, rejects_path).await?;
    fail_scan(database, prepared.tenant_id, prepared.names, &reason).await?;
    Ok(())
}

/// Reads every header before anything is written, says what the inputs are, and keeps pipes open. Returns the file
/// system that they look like, too.
fn open_headers(
    sources: &[Source],
    config: &ScanConfig,
    quiet: bool,
    counters: &Counters,
) -> Result<(Vec<OpenInput>, Option<SourceType>)> {
    let mut opened = Vec::new();
    let mut seen_type = None;
    let mut said = HashSet::new();
    for source in sources {
        let counted = if source.is_rereadable() { Arc::default() } else { counters.raw_bytes.clone() };
        let input = OpenInput::new(source, &config.options, config.chunk_bytes, counted)?;
        seen_type = seen_type.or(input.source_type);
        // A folder of a thousand dumps of one kind needs one line.
        if !quiet && said.insert((input.kind, input.why.clone())) {
            eprintln!("{}: format {}: {}", source.name(), input.kind, input.why);
        }
        // Thousands of inputs must not mean thousands of open files.
        if !source.is_rereadable() {
            opened.push(input);
        }
    }
    Ok((opened, seen_type))
}

fn identify(sources: &[Source], options: &Arc<Options>) -> Result<Vec<InputIdentity>> {
    let identity = |source: &Source| {
        let fingerprint = fingerprint(source)?.map(|content| options.fingerprint(content));
        Ok(InputIdentity { source: source.clone(), options: options.clone(), fingerprint })
    };
    sources.par_iter().map(identity).collect()
}

fn refuse_stopped(stop: &AtomicBool, scan_guid: Uuid) -> Result<()> {
    if !stop.load(Ordering::Relaxed) {
        return Ok(());
    }
    Err(Error::Interrupted(format!(
        "stopped; what is loaded of scan {scan_guid} is kept, and the same command goes on from there"
    )))
}
