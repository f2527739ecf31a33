//! `tierload scan`.

mod display;
mod dry_run;
mod json;
mod text;

use super::signals::{GRACE, cancel_on_signal};
use super::terminal::{print_json, write_err};
use crate::cli::ScanArgs;
use display::Display;
use tierload::db::{Address, Database};
use tierload::scan::{Inputs, ScanOutcome, ScanSpec, load};
use tierload::{Error, Result};
use tokio_util::sync::CancellationToken;

/// A worker parses, waits for the server and parses again, so a few more than there are cores keep both busy.
const DEFAULT_JOBS: usize = 4;

/// Runs `tierload scan`.
pub(super) async fn run(address: Address, args: ScanArgs) -> Result<()> {
    let spec = spec(&args)?;
    if args.dry_run {
        return dry_run::run(&spec, args.json);
    }
    let display = Display::new(args.quiet);
    let cancel = CancellationToken::new();
    let watcher = cancel_on_signal(cancel.clone(), GRACE);
    let outcome = scan(&address, &spec, &display, &cancel).await;
    watcher.abort();
    display.finish();
    let outcome = outcome?;
    if args.json {
        print_json(&json::outcome(&outcome))?;
    }
    if !args.quiet {
        write_err(&text::outcome(&outcome, args.verbose));
    }
    Ok(())
}

async fn scan(
    address: &Address,
    spec: &ScanSpec,
    display: &Display,
    cancel: &CancellationToken,
) -> Result<ScanOutcome> {
    let inputs = Inputs::open(spec)?;
    let database = Database::open(address).await?;
    load(&database, spec, inputs, display, cancel).await
}

/// What the flags say, checked.
fn spec(args: &ScanArgs) -> Result<ScanSpec> {
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
    Ok(ScanSpec {
        inputs: args.inputs.clone(),
        tenant: args.tenant.clone(),
        share,
        source_type: args.source_type,
        root: args.root.clone(),
        started: args.started,
        scan_guid: args.scan_id,
        options: args.read.options().map_err(Error::usage)?,
        jobs,
        chunk_bytes: chunk_bytes as usize,
        max_rejects: args.max_rejects,
        rejects: args.rejects.clone(),
    })
}
