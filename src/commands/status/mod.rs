//! `tierload status`.

mod json;
mod text;

use super::failure;
use super::place;
use super::terminal::print;
use crate::cli::StatusArgs;
use tierload::Result;
use tierload::db::{Address, Database};
use tierload::status::{StatusOutcome, StatusSpec, status};

/// Runs `tierload status`. With `--json` a failure is an object too, with what could be looked at.
pub(super) async fn run(address: Address, args: StatusArgs) -> Result<()> {
    let (database, outcome) = failure::told(look(&address, args.tenant).await, args.json)?;
    match outcome.check() {
        Ok(()) if args.json => place::print_json(database.place(), json::render(&outcome)),
        Err(error) if args.json => failure::told_with(json::render(&outcome), error),
        checked => print(&text::render(database.place(), &outcome)).and(checked),
    }
}

async fn look(address: &Address, tenant: Option<String>) -> Result<(Database, StatusOutcome)> {
    let database = place::open_to_read(address).await?;
    let outcome = status(&database, &StatusSpec { tenant }).await?;
    Ok((database, outcome))
}
