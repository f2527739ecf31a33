//! Walks a file tree in parallel and writes the canonical scan CSV.

use crate::cli::CrawlArgs;
use crate::error::{Error, Result};

/// Runs `tierload crawl`.
pub fn run(args: CrawlArgs) -> Result<()> {
    Err(Error::Internal(format!("crawl of {} is not built yet", args.root.display())))
}
