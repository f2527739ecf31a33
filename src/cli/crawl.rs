//! Flags of `tierload crawl`.

use clap::Args;
use std::path::PathBuf;

/// Flags of `tierload crawl`.
#[derive(Debug, Args)]
pub struct CrawlArgs {
    /// The folder to walk.
    pub root: PathBuf,
    /// Write here instead of stdout; `.gz` and `.zst` compress.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
}
