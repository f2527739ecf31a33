//! Flags of `tierload scan`.

use super::ReadArgs;
use bytesize::ByteSize;
use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use jiff::Timestamp;
use std::path::PathBuf;
use strum::VariantArray;
use tierload::dump::path::SourceType;
use tierload::scan::{MaxLost, MaxRejects};
use uuid::Uuid;

/// Flags of `tierload scan`.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Files, globs, folders, or `-` for stdin; plain, gzip or zstd, told by content.
    #[arg(required = true, value_name = "INPUT")]
    pub(crate) inputs: Vec<String>,
    /// The share that was scanned; it is made at its first scan.
    #[arg(long, value_name = "NAME", required_unless_present = "dry_run")]
    pub(crate) share: Option<String>,
    /// The tenant that owns the share.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// What the share is; by default what its first scan's paths look like.
    #[arg(long, value_name = "TYPE", ignore_case = true, value_parser = source_type())]
    pub(crate) source_type: Option<SourceType>,
    /// Prefix to strip from every path; stored on the share at its first scan. A row outside it is rejected.
    #[arg(long, value_name = "PREFIX")]
    pub(crate) root: Option<String>,
    /// The walk is of this folder and what lies below it, not of the whole share: files elsewhere are not found removed. A path
    /// as the inputs have it, or within the share. May be given several times.
    #[arg(long, value_name = "DIR")]
    pub(crate) under: Vec<String>,
    /// How the inputs are to be read.
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    /// Read everything and load nothing: says what the inputs are, their first rows as they would be stored, and the
    /// rejects by reason. Needs no database.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// When the walk began; by default the earliest time that the files of the inputs tell, or now for a pipe.
    #[arg(long, value_name = "RFC3339")]
    pub(crate) started: Option<Timestamp>,
    /// Identity of the scan; by default derived from tenant, share and the contents of the inputs.
    #[arg(long, value_name = "UUID")]
    pub(crate) scan_id: Option<Uuid>,
    /// Connections to load over.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Size of a chunk, the unit of exactly-once.
    #[arg(long, value_name = "SIZE", default_value = "4MiB")]
    pub(crate) chunk_bytes: ByteSize,
    /// Rejected rows to accept, as a number or a share of all rows; above it nothing is published.
    #[arg(long, value_name = "N|P%", default_value = "1%")]
    pub(crate) max_rejects: MaxRejects,
    /// Files of the share that may be found removed, as a number or a part of those present; above it nothing is published. By
    /// default half of them, in shares of 1,000 files or more.
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_removed: Option<MaxLost>,
    /// Stubs in whose place other files may be found, as a number or a part of the share's stubs; above it nothing is
    /// published. By default half of them, where there are 10 or more.
    #[arg(long, value_name = "N|P%")]
    pub(crate) max_replaced: Option<MaxLost>,
    /// Where rejected rows go; by default `<scan guid>.rejects.csv` in the current folder.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejects: Option<PathBuf>,
    /// Print one JSON object on stdout at the end.
    #[arg(long)]
    pub(crate) json: bool,
    /// No progress and no summary.
    #[arg(short, long)]
    pub(crate) quiet: bool,
    /// Show the time of each stage.
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

fn source_type() -> impl TypedValueParser<Value = SourceType> {
    let value = |kind: &SourceType| {
        PossibleValue::new(kind.as_str()).help(match kind {
            SourceType::Ntfs => "A local Windows volume",
            SourceType::Smb => "A Windows or Samba share",
            SourceType::LucidLink => "A LucidLink filespace",
            SourceType::Posix => "Everything that Unix calls a file system",
        })
    };
    PossibleValuesParser::new(SourceType::VARIANTS.iter().map(value)).try_map(|name| name.parse())
}
