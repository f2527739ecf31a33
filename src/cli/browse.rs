//! Flags of the commands that look into snapshots.

use super::as_of::as_of;
use clap::Args;
use tierload::browse::AsOf;

/// Which share, and how it is told.
#[derive(Debug, Args)]
pub(crate) struct BrowseArgs {
    /// The share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// Print JSON on stdout: one object, or one a line where files are listed, the last one with the totals.
    #[arg(long, conflicts_with = "csv")]
    pub(crate) json: bool,
    /// Print CSV on stdout.
    #[arg(long)]
    pub(crate) csv: bool,
}

/// Flags of `tierload du`.
#[derive(Debug, Args)]
pub(crate) struct DuArgs {
    /// A directory, within the share or as its dumps have it; by default the whole share.
    pub(crate) path: Option<String>,
    /// Where, and how.
    #[command(flatten)]
    pub(crate) browse: BrowseArgs,
    /// How many levels of directories below it are told.
    #[arg(short, long, value_name = "N", default_value_t = 1)]
    pub(crate) depth: u16,
    /// In the snapshot of this scan (UUID, or number of the snapshot), or in the latest one by this time or date; by default
    /// the latest.
    #[arg(long, value_name = "SCAN|DATE", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
}

/// Flags of `tierload diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArgs {
    /// The earlier snapshot: a scan's UUID, a snapshot's number, or a time or date for the latest by then.
    #[arg(value_name = "A", value_parser = as_of)]
    pub(crate) before: AsOf,
    /// The later one; by default the latest.
    #[arg(value_name = "B", value_parser = as_of)]
    pub(crate) after: Option<AsOf>,
    /// Where, and how.
    #[command(flatten)]
    pub(crate) browse: BrowseArgs,
    /// Only this directory, and what lies below it.
    #[arg(long, value_name = "PATH")]
    pub(crate) under: Option<String>,
    /// Directories in place of files: how many of each kind, and by how many bytes they grew.
    #[arg(long)]
    pub(crate) summary: bool,
    /// Also files whose content is the same, and whose times of access or owners are others.
    #[arg(long)]
    pub(crate) touched: bool,
}

/// Flags of `tierload history`.
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The file's path, within the share or as its dumps have it.
    pub(crate) path: String,
    /// Where, and how.
    #[command(flatten)]
    pub(crate) browse: BrowseArgs,
}
