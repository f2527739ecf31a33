//! The private PostgreSQL server that tierload starts when no database is named.

use crate::cli::DbArgs;
use crate::error::{Error, Result};

/// Runs `tierload db`.
pub fn run(args: DbArgs) -> Result<()> {
    Err(Error::Internal(format!("{:?} is not built yet", args.command)))
}

/// The private server.
pub struct PrivateServer;

impl PrivateServer {
    /// Finds it.
    pub fn locate() -> Result<PrivateServer> {
        Err(Error::Internal("not built yet".into()))
    }

    /// Starts it.
    pub fn ensure_running(&self) -> Result<String> {
        Err(Error::Internal("not built yet".into()))
    }
}
