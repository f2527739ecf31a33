//! `--follow`: again and again, woken by changes and by the interval, until a signal.

use super::logs::Loader;
use super::run::once;
use super::watch::Watch;
use crate::cli::AuditArgs;
use crate::error::{Error, Result, chain};
use crate::interrupt::stopped;
use jiff::Timestamp;
use std::time::Duration;

/// A writer appends line by line: what comes in so short a time is one batch.
const SETTLE: Duration = Duration::from_millis(250);

/// Between two tries to reach a server that went away.
const RETRY: Duration = Duration::from_secs(2);

/// Follows the paths until a stop is asked for. What is gone may come back, be it a folder or the server; a mistake of
/// the caller's ends it.
pub(super) async fn follow(loader: &mut Loader, args: &AuditArgs) -> Result<()> {
    let mut watch = Watch::new(&args.paths);
    let mut trouble = String::new();
    let stop = loader.stop.clone();
    while !loader.stopping() {
        // Before the look, so that what changes meanwhile wakes us afterwards.
        watch.renew();
        loader.rules.times.now_unix = Timestamp::now().as_second();
        let before = loader.totals.batches;
        let pause = match once(loader, args).await {
            Ok(()) => {
                trouble.clear();
                args.interval
            }
            Err(error @ (Error::Database { .. } | Error::Server(_) | Error::Input(_) | Error::Io { .. })) => {
                let said = chain(&error);
                if said != trouble {
                    eprintln!("{said}; trying again");
                    trouble = said;
                }
                RETRY.min(args.interval)
            }
            Err(error) => return Err(error),
        };
        if loader.totals.batches > before && !args.quiet {
            eprintln!("{}", loader.totals.line());
        }
        tokio::select! {
            () = stopped(&stop) => {}
            () = tokio::time::sleep(pause) => {}
            () = watch.changed() => tokio::time::sleep(SETTLE).await,
        }
    }
    Ok(())
}
