//! The private PostgreSQL server that tierload starts when no database is named.

use crate::cli::DbArgs;
use crate::error::{Error, Result};

/// Runs `tierload db`.
pub fn run(args: DbArgs) -> Result<()> {
    Err(Error::Internal(format!("{:?} is not built yet", args.command)))
}
