//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.

pub mod audit;
pub mod cli;
pub mod crawl;
pub mod error;
pub mod server;

pub use error::{Error, Result};

/// Runs one command to its end.
pub fn run(cli: cli::Cli) -> Result<()> {
    match cli.command {
        cli::Command::Crawl(args) => crawl::run(args),
        cli::Command::Db(args) => server::run(args),
    }
}
