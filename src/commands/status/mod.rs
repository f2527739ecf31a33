//! `tierload status`.

mod json;
mod text;

use super::terminal::{print, print_json};
use crate::cli::StatusArgs;
use tierload::Result;
use tierload::db::{Address, Database};
use tierload::status::{StatusSpec, status};

/// Runs `tierload status`.
pub(super) async fn run(address: Address, args: StatusArgs) -> Result<()> {
    let database = Database::open(&address).await?;
    let outcome = status(&database, &StatusSpec { tenant: args.tenant }).await?;
    if args.json {
        print_json(&json::render(&outcome))
    } else {
        print(&text::render(database.place(), &outcome))
    }
}
