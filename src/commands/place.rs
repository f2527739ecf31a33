//! Which database a command works on: it says so before it does anything, since one that was not meant is filled as
//! readily.

use super::terminal;
use serde_json::Value;
use std::io::{IsTerminal, stderr};
use tierload::Result;
use tierload::db::{Address, Database};

/// Opens the database for work, and says which it is.
pub(super) async fn open(address: &Address) -> Result<Database> {
    announced(Database::open(address).await?)
}

/// The same for a command that only reads.
pub(super) async fn open_to_read(address: &Address) -> Result<Database> {
    announced(Database::open_to_read(address).await?)
}

/// The same, whatever schema it has.
pub(super) async fn connect(address: &Address) -> Result<Database> {
    announced(Database::connect(address).await?)
}

/// Cron that lost its DATABASE_URL must not fill the private server in silence: `--quiet` does not keep this line back where
/// nobody looks on.
fn announced(database: Database) -> Result<Database> {
    let place = database.place();
    match database.is_private() {
        true if !stderr().is_terminal() => tracing::warn!("using the private server: {place}"),
        true => tracing::info!("using the private server: {place}"),
        false => tracing::info!("using {place}"),
    }
    Ok(database)
}

/// Prints what was done as JSON, with the database.
pub(super) fn print_json(database: &str, mut told: Value) -> Result<()> {
    told["database"] = database.strip_prefix("database ").unwrap_or(database).into();
    terminal::print_json(&told)
}
