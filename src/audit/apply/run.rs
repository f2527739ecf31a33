//! `tierload audit` from flags to summary.

use super::csv::is_csv;
use super::follow::follow;
use super::logs::Loader;
use super::target::Target;
use crate::audit::discover::{Problem, discover};
use crate::audit::{Limits, LogFile, Rules, TimeWindow};
use crate::cli::AuditArgs;
use crate::db::{Address, Database};
use crate::error::{Error, Result};
use crate::interrupt::{GRACE, stop_on_signal};
use jiff::Timestamp;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

/// So much text may become one batch; its files are bounded all the same. The more events of a file meet in a batch,
/// the fewer updates they cost.
const BATCH_BYTES: u64 = 1 << 30;

/// Small transactions keep updates HOT: what one wrote makes room on its pages for the next. On a share of 2,000,000
/// files that were updated before, 92 % of 1,000,000 updates are HOT with 100,000 files a batch, 77 % with 250,000. But
/// a file that each thread has met counts for each, and 50,000 on two threads should still be one batch.
const BATCH_FILES: usize = 125_000;

/// Runs `tierload audit`.
pub async fn run(address: &Address, args: AuditArgs) -> Result<()> {
    check(&args)?;
    let stop = Arc::new(AtomicBool::new(false));
    let watcher = tokio::spawn(stop_on_signal(stop.clone(), GRACE));
    let database = Database::open(address).await?;
    let mut loader = loader(&database, &args, stop).await?;
    let outcome = match args.follow {
        true => follow(&mut loader, &args).await,
        false => once(&mut loader, &args).await,
    };
    watcher.abort();
    loader.totals.retries = database.retries();
    if args.json && (outcome.is_ok() || loader.stopping()) {
        println!("{}", loader.totals.json());
    }
    if !args.quiet {
        eprintln!("share {}", crate::terminal::printable(&args.share));
        eprint!("{}", loader.totals.text(args.verbose));
    }
    outcome?;
    if loader.stopping() && !args.follow {
        return Err(Error::Interrupted(
            "stopped; what is applied stays, and the same command goes on from there".into(),
        ));
    }
    Ok(())
}

fn check(args: &AuditArgs) -> Result<()> {
    if args.share.is_empty() {
        return Err(Error::Usage("--share is empty; give the share a name".into()));
    }
    if args.jobs.is_some_and(|jobs| !(1..=64).contains(&jobs)) {
        return Err(Error::Usage("--jobs is not between 1 and 64".into()));
    }
    if args.follow && args.interval.is_zero() {
        return Err(Error::Usage("--interval 0 would never rest; give it at least 1s".into()));
    }
    Ok(())
}

async fn loader(database: &Database, args: &AuditArgs, stop: Arc<AtomicBool>) -> Result<Loader> {
    let target = database.patiently(|| Target::open(database, args)).await?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.jobs.unwrap_or(0))
        .build()
        .map_err(|error| Error::Internal(format!("cannot start the threads that parse: {error}")))?;
    let times = TimeWindow {
        now_unix: Timestamp::now().as_second(),
        max_skew_s: i64::try_from(args.max_skew.as_secs()).unwrap_or(i64::MAX),
    };
    let rules = Rules { access: args.access_actions, times };
    let mut limits = Limits { batch_bytes: BATCH_BYTES, batch_paths: BATCH_FILES, ..Limits::default() };
    if let Some(files) = args.batch_files {
        limits.batch_paths = files;
        // A block is the least that a thread takes, and so bounds a batch from below.
        limits.sizes.block_bytes = limits.sizes.block_bytes.min(files.saturating_mul(300));
    }
    Ok(Loader::new(target, rules, limits, pool, stop, args.quiet))
}

/// What the paths hold now.
pub(super) async fn once(loader: &mut Loader, args: &AuditArgs) -> Result<()> {
    let (csvs, folders): (Vec<PathBuf>, Vec<PathBuf>) =
        args.paths.iter().cloned().partition(|path| is_csv(path));
    let logs = found(loader, folders).await?;
    if logs.is_empty() && csvs.is_empty() {
        let names: Vec<_> = args.paths.iter().map(|path| path.display().to_string()).collect();
        return Err(Error::Input(format!(
            "{}: no audit log that can be read; give a .lucid_audit folder, a filespace that holds one, a log, or a \
             CSV of updates",
            names.join(", ")
        )));
    }
    loader.load_logs(logs).await?;
    for csv in csvs {
        loader.load_csv(&csv).await?;
    }
    Ok(())
}

/// The logs under these paths. What cannot be read is said, and is never fatal: logs come and go.
pub(super) async fn found(loader: &mut Loader, paths: Vec<PathBuf>) -> Result<Vec<LogFile>> {
    let found = tokio::task::spawn_blocking(move || discover(paths))
        .await
        .map_err(|error| Error::Internal(format!("looking for logs ended: {error}")))?;
    for problem in found.problems {
        match problem {
            Problem::Unreadable { path, error } => {
                loader.tell(&path, "unreadable", &format!("cannot be read: {error}"));
            }
            Problem::Superseded { path, by } => {
                loader.tell(&path, "superseded", &format!("left out, {} is the same log", by.display()));
            }
        }
    }
    Ok(found.logs)
}
