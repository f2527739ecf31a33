//! `tierload audit`.

mod json;
mod text;

use super::failure;
use super::place;
use super::say;
use super::signals::{GRACE, cancel_on_signal};
use super::terminal::print_json;
use crate::cli::AuditArgs;
use tierload::audit::{self, AuditFailed, AuditOutcome, AuditSpec, Observer};
use tierload::db::Address;
use tierload::{Error, Result};
use tokio_util::sync::CancellationToken;

/// Runs `tierload audit`. With `--json` a failure is an object too.
pub(super) async fn run(address: Address, args: AuditArgs) -> Result<()> {
    let cancel = CancellationToken::new();
    let done = load_and_tell(&address, &args, &cancel).await;
    if let Err(error) = &done
        && args.json
        && !cancel.is_cancelled()
    {
        // Should stdout take nothing, the error is still what ended the command.
        let _ = print_json(&failure::as_json(error).into());
    }
    done
}

async fn load_and_tell(address: &Address, args: &AuditArgs, cancel: &CancellationToken) -> Result<()> {
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
    let (done, error) = match ended {
        Ok(outcome) => (Some(Box::new(outcome)), None),
        Err(AuditFailed { error, done }) => (done, Some(error)),
    };
    let mut printed = Ok(());
    if let Some(outcome) = done {
        // A program that reads the counts takes them for those of a whole run, be it one that was stopped.
        if args.json && (error.is_none() || cancel.is_cancelled()) {
            printed = place::print_json(database.place(), json::summary(&outcome));
        }
        if !args.quiet {
            say(&format!("share {}", args.share));
            for line in text::summary(&outcome, args.verbose) {
                say(&line);
            }
        }
    }
    error.map_or(printed, Err)
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
