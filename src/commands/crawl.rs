//! `tierload crawl`.

use crate::cli::CrawlArgs;
use tierload::{Error, Result};

/// Runs `tierload crawl`.
pub(super) fn run(_args: CrawlArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
