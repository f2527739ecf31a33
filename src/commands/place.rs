//! Which database a command works on: it says so before it does anything, since one that was not meant is filled as
//! readily.

use super::terminal;
use serde_json::Value;
use std::io::{IsTerminal, stderr};
use std::sync::OnceLock;
use tierload::Result;
use tierload::db::{Address, Database};

/// The database of this process: one command has one.
static CHOSEN: OnceLock<String> = OnceLock::new();

/// Opens the database for work, and says which it is.
pub(super) async fn open(address: &Address) -> Result<Database> {
    announced(choose(address).await?.opened().await?)
}

/// The same for a command that only reads.
pub(super) async fn open_to_read(address: &Address) -> Result<Database> {
    announced(choose(address).await?.opened_to_read().await?)
}

/// The same, whatever schema it has.
pub(super) async fn connect(address: &Address) -> Result<Database> {
    announced(choose(address).await?.reached().await?)
}

async fn choose(address: &Address) -> Result<Database> {
    let database = Database::choose(address).await?;
    CHOSEN.get_or_init(|| database.place().to_owned());
    Ok(database)
}

/// Which database was chosen, as JSON has it: also where it was never reached.
pub(super) fn chosen() -> Option<Value> {
    CHOSEN.get().map(|place| in_json(place))
}

fn in_json(place: &str) -> Value {
    place.strip_prefix("database ").unwrap_or(place).into()
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
    told["database"] = in_json(database);
    terminal::print_json(&told)
}
