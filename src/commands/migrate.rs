//! `tierload migrate`.

use super::terminal::print;
use tierload::Result;
use tierload::db::{Address, Database, migrate};

/// Runs `tierload migrate`.
pub(super) async fn run(address: Address) -> Result<()> {
    let outcome = migrate(&Database::connect(&address).await?).await?;
    let mut text = String::new();
    for name in &outcome.applied {
        text.push_str(&format!("applied {name}\n"));
    }
    print(&format!("{text}schema is at version {}\n", outcome.version))
}
