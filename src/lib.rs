//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.

pub mod audit;
pub mod cli;
pub mod copy;
pub mod crawl;
pub mod db;
pub mod error;
pub mod format;
pub mod input;
pub mod path;
pub mod scan;
pub mod server;
pub mod tenant;

pub use error::{Error, Result};

use cli::Command;
use db::Database;

/// Runs one command to its end.
pub fn run(cli: cli::Cli) -> Result<()> {
    let url = cli.database_url.filter(|url| !url.is_empty());
    let url = url.as_deref();
    match cli.command {
        Command::Crawl(args) => crawl::run(args),
        Command::Db(args) => server::run(args),
        Command::Formats => {
            print!("{}", format::table());
            Ok(())
        }
        Command::Scan(args) => block_on(scan::run(url, *args)),
        Command::Migrate => block_on(async {
            let outcome = db::migrate(&Database::connect(url).await?).await?;
            for name in &outcome.applied {
                println!("applied {name}");
            }
            println!("schema is at version {}", outcome.version);
            Ok(())
        }),
        Command::Tenant(args) => {
            block_on(async { tenant::run(&Database::open(url).await?, args.command).await })
        }
        Command::Abandon(args) => {
            block_on(async { scan::abandon(&Database::open(url).await?, &args.tenant, args.scan_id).await })
        }
        Command::Report(_) | Command::Status(_) | Command::Verify(_) => {
            Err(Error::Internal("not built yet".into()))
        }
    }
}

fn block_on<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::Internal(format!("cannot start the async runtime: {error}")))?
        .block_on(work)
}
