//! Flags of `tierload export`.

use super::as_of::as_of;
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use tierload::export::AsOf;

/// Flags of `tierload export`.
#[derive(Debug, Args)]
#[command(after_help = "\
The CSV is the canonical one. Loaded into an empty share of the same root and type it is the same snapshot. Rows come sorted by \
path: two exports of a snapshot are the same, byte for byte.

  tierload export --share projects -o projects.csv.zst
  tierload export --share projects --as-of 2026-06-30 --format parquet -o june.parquet")]
pub(crate) struct ExportArgs {
    /// The share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// The snapshot: a scan's UUID, a snapshot's number, or a time (RFC 3339) or date (to its end, in UTC) for the latest one
    /// that was published by then; by default the latest.
    #[arg(long, value_name = "SCAN|DATE", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// How it is written.
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    pub(crate) format: ExportFormat,
    /// Write here instead of stdout (`-`); a CSV is compressed by `.gz` and `.zst`. FILE appears, or is replaced, only once it
    /// is whole.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Print one JSON object on stdout at the end; needs a file to write to.
    #[arg(long, requires = "output")]
    pub(crate) json: bool,
    /// No summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// How a snapshot is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExportFormat {
    // No doc comments: with them, clap gives the help its long form.
    Csv,
    #[cfg(feature = "parquet")]
    Parquet,
}
