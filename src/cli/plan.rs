//! Flags of `tierload plan`.

use super::duration::age;
use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use std::time::Duration;

/// Flags of `tierload plan`.
#[derive(Debug, Args)]
pub(crate) struct PlanArgs {
    /// The share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// Where the files shall go: what stands before their paths, as in `s3://bucket/prefix` or `/mnt/cold`.
    #[arg(long, value_name = "URI", required_unless_present = "undo")]
    pub(crate) target: Option<String>,
    /// Only files that were neither accessed nor changed for so long: `365d`, `6w`, `12mo` (of 30 days), `1y`.
    #[arg(long, value_name = "TIME", value_parser = age, required_unless_present = "undo")]
    pub(crate) older_than: Option<Duration>,
    /// Only files of at least this size.
    #[arg(long, value_name = "SIZE", default_value = "0")]
    pub(crate) min_size: ByteSize,
    /// Only files with these extensions, as in `.mov,.exr`.
    #[arg(long, value_name = "EXT", value_delimiter = ',')]
    pub(crate) ext: Vec<String>,
    /// What counts as the last access of a file whose access time is not known.
    #[arg(long, value_name = "RULE", default_value = "skip")]
    pub(crate) unknown_atime: UnknownAtime,
    /// Only files under these folders: paths within the share, or absolute ones under its root.
    #[arg(long, value_name = "PATH")]
    pub(crate) under: Vec<String>,
    /// No files under these folders. One that the share does not have is refused: it would keep nothing out.
    #[arg(long, value_name = "PATH")]
    pub(crate) not_under: Vec<String>,
    /// Plan also where that are most files of a share of 1,000 or more.
    #[arg(long)]
    pub(crate) yes: bool,
    /// Withdraw what a plan planned and no mover acted on yet; without a number, what all plans of the share did.
    #[arg(
        long,
        value_name = "PLAN",
        num_args = 0..=1,
        conflicts_with_all = ["target", "older_than", "min_size", "ext", "unknown_atime", "under", "not_under", "yes"]
    )]
    pub(crate) undo: Option<Option<i64>>,
    /// Show what would be planned or withdrawn, and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print one JSON object on stdout.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to do with files whose access time is not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnknownAtime {
    /// They are in use, for all that is known, and are left where they are.
    Skip,
    /// The time of their last change counts.
    Mtime,
}
