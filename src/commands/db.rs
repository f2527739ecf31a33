//! `tierload db`.

use crate::cli::DbArgs;
use tierload::{Error, Result};

/// Runs `tierload db`.
pub(super) fn run(_args: DbArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
