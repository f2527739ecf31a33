//! Flags of `tierload crawl`.

use clap::Args;
use std::path::PathBuf;

/// Flags of `tierload crawl`.
#[derive(Debug, Args)]
#[command(after_help = "\
Each file, symbolic link, socket, fifo and device becomes a row; links are not followed; folders are not rows. \
Whatever cannot be read is named on stderr and left out; the exit code stays 0.

  tierload crawl /srv/projects -o projects.csv.zst
  tierload crawl / --exclude proc --exclude sys --exclude '**/*.tmp' | tierload scan - --share root")]
pub(crate) struct CrawlArgs {
    /// The folder to walk; rows carry its absolute path, symbolic links resolved.
    pub(crate) root: PathBuf,
    /// Write here instead of stdout; `.gz` and `.zst` compress. FILE appears, or is replaced, only once it is whole.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Leave out what matches, as seen from ROOT; a folder that matches is not entered. May be repeated.
    ///
    /// `*` and `?` stay within one name and `**` spans folders: `proc` is ROOT/proc and nothing else, `**/proc` any
    /// entry named proc, `*.tmp` the files right in ROOT, `**/*.tmp` those at any depth. A slash at either end changes
    /// nothing.
    #[arg(long, value_name = "GLOB")]
    pub(crate) exclude: Vec<String>,
    /// Walk into other file systems mounted below ROOT, too.
    #[arg(long)]
    pub(crate) cross_file_systems: bool,
    /// Threads that read folders; one for each core unless given. Try 16 and more on a network file system.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) jobs: Option<u16>,
    /// No progress and no summary; what cannot be read is still named.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
