//! The async runtime that a command runs on.

use tierload::{Error, Result};

/// Runs a command to its end.
pub(super) fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::internal(format!("cannot start the async runtime: {error}")))?;
    let outcome = runtime.block_on(work);
    // A thread that reads a silent pipe would never end.
    runtime.shutdown_background();
    outcome
}
