//! SIGINT and SIGTERM while the database is being written: stop after the work in hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// So long a chunk or a batch may take. What is not committed by then the server rolls back.
pub(crate) const GRACE: Duration = Duration::from_secs(4);

/// The first signal asks to stop after the work in hand, the second stops at once, and so does the end of `grace`: a
/// pipe may be silent for hours, and a server may not answer.
pub(crate) async fn stop_on_signal(stop: Arc<AtomicBool>, grace: Duration) {
    wait_for_signal().await;
    stop.store(true, Ordering::Relaxed);
    eprintln!("stopping after the work in hand; once more to stop at once");
    tokio::select! {
        () = wait_for_signal() => {}
        () = tokio::time::sleep(grace) => {}
    }
    eprintln!("tierload: stopped; what is committed stays, and the same command goes on from there");
    std::process::exit(130);
}

async fn wait_for_signal() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// Waits until a stop is asked for.
pub(crate) async fn stopped(stop: &AtomicBool) {
    while !stop.load(Ordering::Relaxed) {
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
}
