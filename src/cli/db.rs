//! Flags of `tierload db`.

use clap::{Args, Subcommand};

/// Flags of `tierload db`.
#[derive(Debug, Args)]
pub(crate) struct DbArgs {
    /// What to do with the private server.
    #[command(subcommand)]
    pub(crate) command: DbCommand,
}

/// What to do with the private server.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Start it, or say that it runs.
    Start,
    /// Stop it.
    Stop,
    /// Say whether it runs, where, and which version.
    Status,
    /// Print its connection URL; starts it, so that the URL works.
    Url,
    /// Open psql on it.
    Psql {
        /// The tenant whose tables are found without a schema.
        #[arg(long, default_value = "default", value_name = "CODE")]
        tenant: String,
        /// Passed on to psql.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Stop it and delete its data.
    Reset {
        /// Do not ask.
        #[arg(short, long)]
        yes: bool,
    },
}
