//! The commands: flags become a spec, a flow of the library runs, its outcome is rendered. Only here are the terminal,
//! signals and exit codes known.

mod abandon;
mod audit;
mod bench;
mod browse;
mod crawl;
mod db;
mod export;
mod failure;
mod formats;
mod human;
mod log_guard;
mod migrate;
mod notices;
mod place;
mod plan;
mod provenance;
mod report;
mod runtime;
mod scan;
mod signals;
mod status;
mod tenant;
mod terminal;
mod verify;

pub(crate) use terminal::{bad_arguments, say};

use crate::cli::{Cli, Command};
use runtime::block_on;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs one command to its end.
pub(crate) fn run(cli: Cli) -> Result<()> {
    // The flag's own words: of the variable nobody knows which way they are meant.
    if let Ok("true" | "false") = std::env::var("TIERLOAD_PRIVATE").as_deref() {
        return Err(Error::usage("TIERLOAD_PRIVATE is never or auto"));
    }
    let address = Address {
        url: cli.database_url.filter(|url| !url.is_empty()),
        no_private_server: cli.no_private_server,
        retry_for: cli.retry_for,
    };
    let quiet = match &cli.command {
        Command::Scan(args) => args.quiet,
        Command::Audit(args) => args.quiet,
        Command::Crawl(args) => args.quiet,
        Command::Export(args) => args.quiet,
        // What it loads is its own.
        Command::Bench(_) => true,
        _ => false,
    };
    notices::start(cli.log_format, quiet);
    match cli.command {
        Command::Crawl(args) => crawl::run(args),
        Command::Db(args) => db::run(args, address.no_private_server),
        Command::Formats => formats::run(),
        Command::Scan(args) => block_on(scan::run(address, *args)),
        Command::Audit(args) => block_on(audit::run(address, args)),
        Command::Du(args) => block_on(browse::du(address, args)),
        Command::Diff(args) => block_on(browse::diff(address, args)),
        Command::History(args) => block_on(browse::history(address, args)),
        Command::Plan(args) => block_on(plan::run(address, args)),
        Command::Export(args) => block_on(export::run(address, args)),
        Command::Bench(args) => block_on(bench::run(address, args)),
        Command::Migrate => block_on(migrate::run(address)),
        Command::Tenant(args) => block_on(tenant::run(address, args.command)),
        Command::Abandon(args) => block_on(abandon::run(address, args)),
        Command::Report(args) => block_on(report::run(address, args)),
        Command::Status(args) => block_on(status::run(address, args)),
        Command::Verify(args) => block_on(verify::run(address, args)),
    }
}
