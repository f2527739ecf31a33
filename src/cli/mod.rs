//! Raw command-line flags, as clap reads them. Nothing here is checked against files or a database.

mod as_of;
mod audit;
mod bench;
mod browse;
mod crawl;
mod db;
mod duration;
mod export;
mod plan;
mod read;
mod scan;
mod views;

pub(crate) use audit::AuditArgs;
pub(crate) use bench::BenchArgs;
pub(crate) use browse::{DiffArgs, DuArgs, HistoryArgs};
pub(crate) use crawl::CrawlArgs;
pub(crate) use db::{DbArgs, DbCommand};
pub(crate) use export::{ExportArgs, ExportFormat};
pub(crate) use plan::{PlanArgs, UnknownAtime};
pub(crate) use read::ReadArgs;
pub(crate) use scan::ScanArgs;
pub(crate) use views::{AbandonArgs, ReportArgs, StatusArgs, TenantArgs, TenantCommand, VerifyArgs};

use clap::{Parser, Subcommand};
use std::time::Duration;

/// Load file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.
#[derive(Debug, Parser)]
#[command(version, propagate_version = true)]
pub(crate) struct Cli {
    /// The database, as a URL or as `host=... dbname=...`; by default a private server that tierload starts itself.
    #[arg(long, global = true, env = "DATABASE_URL", hide_env_values = true, value_name = "URL")]
    pub(crate) database_url: Option<String>,
    /// Fail where no database is named, rather than use the private server; `TIERLOAD_PRIVATE=never` says so too.
    #[arg(long, global = true, env = "TIERLOAD_PRIVATE", hide_env_values = true, value_parser = is_never)]
    pub(crate) no_private_server: bool,
    /// How long to try again when the server cannot be reached, restarts, or picks a transaction to break a deadlock.
    #[arg(
        long,
        global = true,
        env = "TIERLOAD_RETRY_FOR",
        value_name = "TIME",
        default_value = "60s",
        value_parser = duration::duration
    )]
    pub(crate) retry_for: Duration,
    /// How notices are written to stderr: for people, or as one JSON object a line; progress and errors are always text.
    #[arg(long, global = true, env = "TIERLOAD_LOG_FORMAT", value_name = "FORMAT", default_value = "text")]
    pub(crate) log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What `TIERLOAD_PRIVATE` says; the flag itself says `true`.
fn is_never(text: &str) -> Result<bool, String> {
    match text {
        "never" | "true" => Ok(true),
        "auto" | "false" | "" => Ok(false),
        _ => Err("TIERLOAD_PRIVATE is never or auto".to_owned()),
    }
}

/// How notices are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum LogFormat {
    // No doc comments: with them, clap gives every command's help its long form.
    Text,
    Json,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Walk a file tree and write a scan CSV.
    Crawl(CrawlArgs),
    /// Load a scan of a share.
    Scan(Box<ScanArgs>),
    /// List the formats of dumps that can be loaded, and the columns that are read.
    Formats,
    /// Load LucidLink audit logs: access times of a share's files.
    Audit(AuditArgs),
    /// Plan which cold files go to a cheaper tier.
    Plan(PlanArgs),
    /// Write a snapshot of a share as the CSV that `scan` reads, or as Parquet.
    Export(ExportArgs),
    /// Add up directories of a share, with all below them.
    Du(DuArgs),
    /// Show how two snapshots of a share differ.
    Diff(DiffArgs),
    /// Show what is known of a file: its versions, the scans that saw them, accesses, the cheaper tier.
    History(HistoryArgs),
    /// Measure what a server can take, with generated data that is removed afterwards.
    Bench(BenchArgs),
    /// Give up an unfinished scan and drop what it staged.
    Abandon(AbandonArgs),
    /// Show what a share holds: age, largest directories and extensions, and what its last scan changed.
    Report(ReportArgs),
    /// List tenants, shares and scans.
    Status(StatusArgs),
    /// Check the invariants of the tables.
    Verify(VerifyArgs),
    /// Add or list tenants, and say which login role reads which.
    Tenant(TenantArgs),
    /// Apply the schema's migrations.
    Migrate,
    /// Start, stop or look at the private PostgreSQL server.
    Db(DbArgs),
}
