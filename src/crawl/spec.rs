//! What a crawl is asked to do.

use super::target::Target;
use std::num::NonZero;
use std::path::PathBuf;

/// What a crawl is asked to do.
pub struct CrawlSpec {
    /// The folder to walk. Rows carry its absolute path, symbolic links resolved.
    pub root: PathBuf,
    /// Where the rows go.
    pub target: Target,
    /// Globs, as seen from the root, of what is left out. `*` and `?` stay within one name, `**` spans folders. A
    /// folder that matches is not entered.
    pub exclude: Vec<String>,
    /// Whether file systems that are mounted below the root are walked too.
    pub cross_file_systems: bool,
    /// Threads that read folders; `None` for one a core.
    pub threads: Option<NonZero<usize>>,
}
