//! Flags of `tierload plan`.

use super::duration::duration;
use bytesize::ByteSize;
use clap::Args;
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
    /// Where the files shall go: what stands before their paths, as in `s3://bucket/prefix`.
    #[arg(long, value_name = "URI")]
    pub(crate) target: String,
    /// Only files that were neither accessed nor changed for so long.
    #[arg(long, value_name = "TIME", value_parser = duration)]
    pub(crate) older_than: Duration,
    /// Only files of at least this size.
    #[arg(long, value_name = "SIZE", default_value = "0")]
    pub(crate) min_size: ByteSize,
    /// Only files with these extensions, as in `.mov,.exr`.
    #[arg(long, value_name = "EXT", value_delimiter = ',')]
    pub(crate) ext: Vec<String>,
    /// Only files under these folders, as paths within the share.
    #[arg(long, value_name = "PATH")]
    pub(crate) under: Vec<String>,
    /// No files under these folders.
    #[arg(long, value_name = "PATH")]
    pub(crate) not_under: Vec<String>,
    /// Show what would be planned, and change nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print one JSON object on stdout.
    #[arg(long)]
    pub(crate) json: bool,
}
