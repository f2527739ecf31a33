//! Work on threads where it holds up no connection.

use crate::error::Error;
use tokio::task::JoinError;

/// For `map_err`: such a thread panicked.
pub(super) fn ended(what: &'static str) -> impl FnOnce(JoinError) -> Error {
    move |error| Error::internal(format!("{what} ended: {error}"))
}
