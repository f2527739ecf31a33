//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.
//!
//! How a scan flows, and where each step lives:
//!
//! ```text
//! inputs (files, globs, folders, stdin; plain, gzip, zstd)      input::discover, input::decompress
//!   -> cut into chunks at record ends                            input::cut        one reader an input
//!   -> records -> rows, paths normalised, directories hashed     input::records, format, path
//!   -> rows in COPY format, directories still open               scan::encode      rayon
//!   -> directories to ids                                        dirs              cached, one statement a chunk
//!   -> one transaction a chunk: claim in the ledger, COPY        scan::load, scan::chunk
//!   -> keys, first file_state, or differences                    scan::build       off-line, restartable
//!   -> one transaction that shows it to readers                  scan::publish
//! ```
//!
//! `input`, `format`, `path` and `copy` know neither tokio nor SQL. Every SQL statement is a file under `sql/`.

pub mod audit;
pub mod bench;
pub mod cli;
pub mod copy;
pub mod crawl;
pub mod db;
pub mod dirs;
pub mod error;
mod failpoint;
pub mod format;
pub mod input;
mod interrupt;
pub mod path;
pub mod plan;
pub mod report;
pub mod scan;
pub mod server;
mod share;
pub mod status;
pub mod synthetic;
pub mod tenant;
pub mod terminal;
pub mod verify;

pub use error::{Error, Result};

use cli::Command;
use db::{Address, Database};

/// Runs one command to its end.
pub fn run(cli: cli::Cli) -> Result<()> {
    let address = &Address { url: cli.database_url.filter(|url| !url.is_empty()), retry_for: cli.retry_for };
    match cli.command {
        Command::Crawl(args) => crawl::run(args),
        Command::Db(args) => server::run(args),
        Command::Formats => {
            print!("{}", format::table());
            Ok(())
        }
        Command::Scan(args) => block_on(scan::run(address, *args)),
        Command::Audit(args) => block_on(audit::run(address, args)),
        Command::Plan(args) => block_on(async { plan::run(&Database::open(address).await?, args).await }),
        Command::Bench(args) => block_on(bench::run(address, args)),
        Command::Migrate => block_on(async {
            let database = Database::connect(address).await?;
            let outcome = database.patiently(|| db::migrate(&database)).await?;
            for name in &outcome.applied {
                println!("applied {name}");
            }
            println!("schema is at version {}", outcome.version);
            Ok(())
        }),
        Command::Tenant(args) => {
            block_on(async { tenant::run(&Database::open(address).await?, args.command).await })
        }
        Command::Abandon(args) => block_on(async {
            let database = Database::open(address).await?;
            database.patiently(|| scan::abandon(&database, &args.tenant, args.scan_id)).await
        }),
        Command::Report(args) => block_on(async { report::run(&Database::open(address).await?, args).await }),
        Command::Status(args) => block_on(async { status::run(&Database::open(address).await?, args).await }),
        Command::Verify(args) => block_on(async { verify::run(&Database::open(address).await?, args).await }),
    }
}

fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Internal(format!("cannot start the async runtime: {error}")))?;
    let outcome = runtime.block_on(work);
    // A thread that reads a silent pipe would never come back.
    runtime.shutdown_background();
    outcome
}
