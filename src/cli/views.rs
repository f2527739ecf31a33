//! Flags of the commands that look at, or tidy, what is loaded.

use clap::{Args, Subcommand};
use tierload::verify::AsOf;
use uuid::Uuid;

/// Flags of `tierload tenant`.
#[derive(Debug, Args)]
pub(crate) struct TenantArgs {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: TenantCommand,
}

/// What to do with tenants.
#[derive(Debug, Subcommand)]
pub(crate) enum TenantCommand {
    /// Add a tenant.
    Add {
        /// Short unique code: letters, digits, `_`, `.`, `-`.
        code: String,
        /// Full name; the code when not given.
        #[arg(long)]
        name: Option<String>,
        /// Put its data into the schema `tierload_NAME`, which several small tenants share; row security keeps them apart. A
        /// schema of its own when not given.
        #[arg(long, value_name = "NAME")]
        home: Option<String>,
    },
    /// List the tenants, and the roles bound to each.
    List,
    /// Let a login role read the rows of one tenant, and no others.
    Grant {
        /// The tenant's code.
        code: String,
        /// A login role of the server, made with CREATE ROLE ... LOGIN.
        role: String,
    },
    /// Take back what grant gave; the role sees nothing from then on.
    Revoke {
        /// The role.
        role: String,
    },
}

/// Flags of `tierload status`.
#[derive(Debug, Args)]
pub(crate) struct StatusArgs {
    /// Only this tenant.
    #[arg(long, value_name = "CODE")]
    pub(crate) tenant: Option<String>,
    /// Print JSON on stdout.
    #[arg(long)]
    pub(crate) json: bool,
}

/// Flags of `tierload verify`.
#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Only this tenant.
    #[arg(long, value_name = "CODE")]
    pub(crate) tenant: Option<String>,
    /// Only this share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: Option<String>,
    /// Rebuild snapshots from the tables and compare them with what was published, in place of the checks: the one of a
    /// scan, by its UUID or, with --share, by its number; or `all`.
    #[arg(long, value_name = "SCAN|all", value_parser = as_of)]
    pub(crate) as_of: Option<AsOf>,
    /// Print one JSON object on stdout.
    #[arg(long)]
    pub(crate) json: bool,
}

fn as_of(text: &str) -> Result<AsOf, String> {
    if text == "all" {
        return Ok(AsOf::All);
    }
    let number = text.parse().ok().filter(|number| *number > 0).map(AsOf::Number);
    let scan = || text.parse().map(AsOf::Scan);
    number
        .map_or_else(scan, Ok)
        .map_err(|_| "expected the UUID of a scan, a snapshot's number, or all".into())
}

/// Flags of `tierload report`.
#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// The share.
    #[arg(long, value_name = "NAME")]
    pub(crate) share: String,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
    /// Only what the last scan changed.
    #[arg(long)]
    pub(crate) changes: bool,
}

/// Flags of `tierload abandon`.
#[derive(Debug, Args)]
pub(crate) struct AbandonArgs {
    /// The scan, as `tierload status` shows it.
    #[arg(value_name = "UUID")]
    pub(crate) scan_id: Uuid,
    /// The tenant that owns it.
    #[arg(long, value_name = "CODE", default_value = "default")]
    pub(crate) tenant: String,
}
