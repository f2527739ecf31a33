//! Loads again and again, woken by changes and by an interval, until the caller asks it to stop.

use super::load::load_paths;
use super::loader::Loader;
use super::outcome::{AuditFailed, AuditOutcome};
use super::spec::{AuditSpec, Observer};
use super::watch::Watch;
use crate::db::Database;
use crate::error::Result;
use jiff::Timestamp;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// A writer appends line by line: what comes in so short a time is one batch.
const SETTLE: Duration = Duration::from_millis(250);

/// The pause between two tries to reach a server that went away.
const RETRY: Duration = Duration::from_secs(2);

/// Loads what stands under the paths, and what is written there meanwhile, until `cancel` is cancelled: then it ends
/// well, after the batch in hand. It looks when it notices a change, and after `interval` (which must not be zero) even
/// where none was noticed. A folder or a server that is gone may come back, so it goes on after every error but
/// those that fail the same way each time ([`Retry::Never`](crate::error::Retry)).
pub async fn follow(
    database: &Database,
    spec: &AuditSpec,
    interval: Duration,
    observer: &impl Observer,
    cancel: &CancellationToken,
) -> Result<AuditOutcome, AuditFailed> {
    let mut loader = Loader::open(database, spec, cancel).await?;
    let result = look_until_stopped(&mut loader, spec, interval, observer).await;
    loader.end(result)
}

async fn look_until_stopped(
    loader: &mut Loader,
    spec: &AuditSpec,
    interval: Duration,
    observer: &impl Observer,
) -> Result<()> {
    let (target, cancel) = (loader.target.clone(), loader.cancel.clone());
    let mut backoff = target.database.backoff_for_ever(RETRY.min(interval));
    let mut watch = Watch::new(&spec.paths);
    while !cancel.is_cancelled() {
        // Before the look, so that what changes meanwhile wakes us afterwards.
        watch.renew();
        loader.rules.times.now_unix = Timestamp::now().as_second();
        let batches = loader.outcome.batches;
        let pause = match load_paths(loader, &spec.paths).await {
            Ok(()) => {
                backoff.succeeded();
                interval
            }
            Err(error) => backoff.pause_after(error)?,
        };
        loader.report(batches, observer);
        tokio::select! {
            () = cancel.cancelled() => {}
            () = tokio::time::sleep(pause) => {}
            () = watch.changed() => tokio::time::sleep(SETTLE).await,
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::load::load;
    use super::*;

    /// A caller may spawn a load as a task: an async closure somewhere below would forbid it.
    #[test]
    fn a_load_can_be_a_task_of_its_own() {
        type Given = (&'static Database, &'static AuditSpec, &'static CancellationToken);
        fn is_send<F: Future + Send>(_: impl FnOnce(Given) -> F) {}
        is_send(|(database, spec, cancel): Given| load(database, spec, &(), cancel));
        is_send(|(database, spec, cancel): Given| follow(database, spec, RETRY, &(), cancel));
    }
}
