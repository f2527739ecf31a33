//! `tierload scan`.

mod display;
mod dry_run;
mod json;
mod text;

use super::failure;
use super::place;
use super::signals::{GRACE, cancel_on_signal};
use super::terminal::write_err;
use crate::cli::ScanArgs;
use display::Display;
use tierload::db::{Address, Database};
use tierload::scan::{Inputs, ScanOutcome, ScanSpec, load};
use tierload::{Error, Result};
use tokio_util::sync::CancellationToken;

/// Runs `tierload scan`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: ScanArgs) -> Result<()> {
    let done = match spec(&args) {
        Ok(spec) if args.dry_run => return dry_run::run(&spec, args.json),
        Ok(spec) => load_and_tell(&address, spec, &args).await,
        Err(error) => Err(error),
    };
    failure::told(done, args.json)
}

async fn load_and_tell(address: &Address, spec: ScanSpec, args: &ScanArgs) -> Result<()> {
    let display = Display::new(args.quiet);
    let cancel = CancellationToken::new();
    let watcher = cancel_on_signal(cancel.clone(), GRACE);
    let done = scan(address, spec, &display, &cancel).await;
    watcher.abort();
    display.finish();
    let (database, outcome) = done?;
    let printed = match args.json {
        true => place::print_json(database.place(), json::outcome(&outcome)),
        false => Ok(()),
    };
    if !args.quiet {
        write_err(&text::outcome(&outcome, args.verbose));
    }
    printed
}

async fn scan(
    address: &Address,
    spec: ScanSpec,
    display: &Display,
    cancel: &CancellationToken,
) -> Result<(Database, ScanOutcome)> {
    let inputs = Inputs::open(spec)?;
    let database = place::open(address).await?;
    let outcome = load(&database, inputs, display, cancel).await?;
    Ok((database, outcome))
}

/// What the flags say.
fn spec(args: &ScanArgs) -> Result<ScanSpec> {
    let defaults = ScanSpec::new(args.inputs.clone(), args.share.clone().unwrap_or_default());
    Ok(ScanSpec {
        tenant: args.tenant.clone(),
        source_type: args.source_type,
        root: args.root.clone(),
        under: args.under.clone(),
        started: args.started,
        scan_guid: args.scan_id,
        options: args.read.options().map_err(Error::usage)?,
        jobs: args.jobs.unwrap_or(defaults.jobs),
        chunk_bytes: usize::try_from(args.chunk_bytes.as_u64()).unwrap_or(usize::MAX),
        max_rejects: args.max_rejects,
        max_removed: args.max_removed.unwrap_or(defaults.max_removed),
        max_replaced: args.max_replaced.unwrap_or(defaults.max_replaced),
        rejects: args.rejects.clone(),
        ..defaults
    })
}
