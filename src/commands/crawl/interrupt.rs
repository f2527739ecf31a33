//! Ctrl-C and SIGTERM while a file is being written: stop, so that the half-written file can be removed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio::signal::unix::{SignalKind, signal};

/// Sets `stop` at the first SIGINT or SIGTERM; a second one ends the process at once, should a folder hang.
///
/// Without a runtime or a handler the signals keep their usual effect, and a file with a temporary name stays behind.
pub(super) fn set_on_signal(stop: &Arc<AtomicBool>) {
    let stop = Arc::clone(stop);
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
    let handlers = runtime.block_on(async {
        Some((signal(SignalKind::interrupt()).ok()?, signal(SignalKind::terminate()).ok()?))
    });
    let Some((mut interrupt, mut terminate)) = handlers else { return };
    std::thread::spawn(move || {
        runtime.block_on(async {
            loop {
                tokio::select! {
                    _ = interrupt.recv() => {}
                    _ = terminate.recv() => {}
                }
                if stop.swap(true, Ordering::Relaxed) {
                    std::process::exit(130);
                }
            }
        });
    });
}
