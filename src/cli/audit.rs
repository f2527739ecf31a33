//! Flags of `tierload audit`.

use super::duration::duration;
use clap::Args;
use std::path::PathBuf;
use std::time::Duration;
use tierload::audit::MaxRejects;
use tierload::lucid::ActionSet;

/// Flags of `tierload audit`.
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    /// `.lucid_audit` folders, filespaces that hold one, logs (`.log`, `.log.active`; plain, gzip or zstd), or CSV files
    /// of updates (`file_path,new_last_accessed[,audit_event_id]`).
    #[arg(required = true, value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// The share that the logs are about.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// Make the share, as a LucidLink share, if it is not there; its first scan makes it too.
    #[arg(long)]
    pub(crate) create_share: bool,
    /// The tenant that owns the share.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// The volume as the agents call it; stored on the share.
    #[arg(long, value_name = "ID")]
    pub(crate) volume: Option<String>,
    /// Go on until SIGTERM or SIGINT, and load what is written meanwhile.
    #[arg(long)]
    pub(crate) follow: bool,
    /// With --follow: look again after so long, even where no change was noticed.
    #[arg(long, value_name = "TIME", default_value = "30s", value_parser = duration)]
    pub(crate) interval: Duration,
    /// The actions that count as an access.
    #[arg(long, value_name = "ACTIONS", default_value = "FileRead,FileWritten")]
    pub(crate) access_actions: ActionSet,
    /// How far ahead of the clock a time may lie.
    #[arg(long, value_name = "TIME", default_value = "7d", value_parser = duration)]
    pub(crate) max_skew: Duration,
    /// Rejected rows of a CSV of updates to accept, as a number or a share of its rows; above it nothing of that file is
    /// applied.
    #[arg(long, value_name = "N|P%", default_value = "1%")]
    pub(crate) max_rejects: MaxRejects,
    /// A CSV of updates that ends without a line end is whole; otherwise it waits for the rest of its last line.
    #[arg(long)]
    pub(crate) last_line_complete: bool,
    /// Read logs that begin with the line of a log that is known under another node or name: they are no copies. By default
    /// they are left out, and the exit code is 3.
    #[arg(long)]
    pub(crate) read_copies: bool,
    /// Threads that parse.
    #[arg(long, value_name = "N")]
    pub(crate) jobs: Option<usize>,
    /// Files of a batch, about. For tests: small batches make many transactions.
    #[arg(long, value_name = "N", hide = true)]
    pub(crate) batch_files: Option<usize>,
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
