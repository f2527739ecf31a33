//! Flags of `tierload bench`.

use clap::Args;

/// Flags of `tierload bench`.
#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Files of the generated share.
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) rows: u64,
    /// Audit events of each kind.
    #[arg(long, value_name = "N", default_value_t = 500_000)]
    pub(crate) events: u64,
    /// Print one JSON object on stdout.
    #[arg(long)]
    pub(crate) json: bool,
}
