//! Raw command-line flags, as clap reads them. Nothing here is checked against the world yet.

mod crawl;
mod db;

pub use crawl::CrawlArgs;
pub use db::{DbArgs, DbCommand};

use clap::{Parser, Subcommand};

/// Load file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Walk a file tree and write a scan CSV.
    Crawl(CrawlArgs),
    /// Start, stop or look at the private PostgreSQL server.
    Db(DbArgs),
}
