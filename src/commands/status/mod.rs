//! `tierload status`.

mod json;
mod text;

use super::place;
use super::terminal::print;
use crate::cli::StatusArgs;
use tierload::Result;
use tierload::db::Address;
use tierload::status::{StatusSpec, status};

/// Runs `tierload status`.
pub(super) async fn run(address: Address, args: StatusArgs) -> Result<()> {
    let database = place::open_to_read(&address).await?;
    let outcome = status(&database, &StatusSpec { tenant: args.tenant }).await?;
    if args.json {
        place::print_json(database.place(), json::render(&outcome))
    } else {
        print(&text::render(database.place(), &outcome))
    }
}
