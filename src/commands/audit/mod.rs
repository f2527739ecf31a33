//! `tierload audit`.

mod json;
mod text;

use super::failure;
use super::place;
use super::say;
use super::signals::{GRACE, cancel_on_signal};
use crate::cli::AuditArgs;
use tierload::audit::{self, AuditFailed, AuditOutcome, AuditSpec, Observer};
use tierload::db::{Address, Database};
use tierload::{Error, Result};
use tokio_util::sync::CancellationToken;

/// Runs `tierload audit`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: AuditArgs) -> Result<()> {
    let cancel = CancellationToken::new();
    let (database, ended) = failure::told(load(&address, &args, &cancel).await, args.json)?;
    let (done, error) = match ended {
        Ok(outcome) => (Some(Box::new(outcome)), None),
        Err(AuditFailed { error, done }) => (done, Some(error)),
    };
    if let (Some(outcome), false) = (&done, args.quiet) {
        say(&format!("share {}", args.share));
        for line in text::summary(outcome, args.verbose) {
            say(&line);
        }
    }
    match (done.map(|outcome| json::summary(&outcome)).filter(|_| args.json), error) {
        (Some(counts), None) => place::print_json(database.place(), counts),
        // Counts of a run that was stopped are those of a run.
        (Some(counts), Some(error)) if cancel.is_cancelled() => {
            let _ = place::print_json(database.place(), counts);
            Err(error)
        }
        (Some(counts), Some(error)) => failure::told_with(counts, error),
        (None, Some(error)) => failure::told(Err(error), args.json),
        (None, None) => Ok(()),
    }
}

async fn load(
    address: &Address,
    args: &AuditArgs,
    cancel: &CancellationToken,
) -> Result<(Database, Result<AuditOutcome, AuditFailed>)> {
    let spec = spec(args);
    spec.check()?;
    if args.follow && args.interval.is_zero() {
        return Err(Error::usage("--interval 0 would never rest; give it at least 1s"));
    }
    let watcher = cancel_on_signal(cancel.clone(), GRACE);
    let database = place::open(address).await?;
    let ended = match args.follow {
        true => audit::follow(&database, &spec, args.interval, &Lines { quiet: args.quiet }, cancel).await,
        false => audit::load(&database, &spec, &(), cancel).await,
    };
    watcher.abort();
    Ok((database, ended))
}

fn spec(args: &AuditArgs) -> AuditSpec {
    AuditSpec {
        paths: args.paths.clone(),
        tenant: args.tenant.clone(),
        share: args.share.clone(),
        create_share: args.create_share,
        volume: args.volume.clone(),
        access_actions: args.access_actions,
        max_skew: args.max_skew,
        max_rejects: args.max_rejects,
        last_line_complete: args.last_line_complete,
        read_copies: args.read_copies,
        jobs: args.jobs,
        batch_files: args.batch_files,
    }
}

/// A line for those who follow, whenever something was applied.
struct Lines {
    quiet: bool,
}

impl Observer for Lines {
    fn applied(&self, so_far: &AuditOutcome) {
        if !self.quiet {
            say(&text::line(so_far));
        }
    }
}
