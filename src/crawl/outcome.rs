//! What a crawl found.

use super::counts::Counts;
use std::path::PathBuf;
use std::time::Duration;

/// What a crawl found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CrawlOutcome {
    /// What was walked and written.
    pub counts: Counts,
    /// How many files and folders could not be read. They, and what is below them, have no row.
    pub unreadable: u64,
    /// The first 20 of them.
    pub first_unreadable: Vec<Unreadable>,
    /// How many were there when their folder was read and gone when they were looked at.
    pub vanished: u64,
    /// From the start of the walk until all was written.
    pub elapsed: Duration,
}

/// A file or folder that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// Where it is, if that is known.
    pub path: Option<PathBuf>,
    /// Why it could not be read.
    pub reason: String,
}
