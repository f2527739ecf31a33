//! `tierload abandon`.

use super::place;
use super::terminal::print;
use crate::cli::AbandonArgs;
use tierload::Result;
use tierload::db::Address;
use tierload::scan::abandon;

/// Runs `tierload abandon`.
pub(super) async fn run(address: Address, args: AbandonArgs) -> Result<()> {
    let database = place::open(&address).await?;
    abandon(&database, &args.tenant, args.scan_id).await?;
    print(&format!("scan {} given up; its staged rows are dropped\n", args.scan_id))
}
