//! SIGINT and SIGTERM: stop after the work in hand.

use super::say;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// How long a chunk or a batch may take to end. The server rolls back what is not committed by then.
pub(super) const GRACE: Duration = Duration::from_secs(4);

/// The first signal asks to stop after the work in hand, the second stops at once, and so does the end of `grace`: a
/// pipe may be silent for hours, and a server may not answer.
pub(super) fn cancel_on_signal(cancel: CancellationToken, grace: Duration) -> JoinHandle<()> {
    tokio::spawn(async move {
        wait_for_signal().await;
        cancel.cancel();
        say("stopping after the work in hand; once more to stop at once");
        tokio::select! {
            () = wait_for_signal() => {}
            () = tokio::time::sleep(grace) => {}
        }
        say("tierload: stopped; what is committed stays, and the same command goes on from there");
        std::process::exit(130);
    })
}

/// SIGINT or SIGTERM came.
pub(super) async fn wait_for_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    if let Ok(mut terminate) = signal(SignalKind::terminate()) {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        return;
    }
    let _ = tokio::signal::ctrl_c().await;
}
