//! SIGINT and SIGTERM while the database is being written: stop after the work in hand.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The first signal asks to stop after the chunk in hand, the second stops at once.
pub(crate) async fn stop_on_signal(stop: Arc<AtomicBool>) {
    for count in 1.. {
        wait_for_signal().await;
        if count > 1 {
            std::process::exit(130);
        }
        stop.store(true, Ordering::Relaxed);
        eprintln!("stopping after the work in hand; once more to stop at once");
    }
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
