//! `tierload abandon`.

use super::place;
use super::terminal::{print, printable};
use crate::cli::AbandonArgs;
use tierload::Result;
use tierload::db::Address;
use tierload::scan::{Abandoned, abandon};

/// Runs `tierload abandon`.
pub(super) async fn run(address: Address, args: AbandonArgs) -> Result<()> {
    let database = place::open(&address).await?;
    let guid = args.scan_id;
    match abandon(&database, &args.tenant, guid).await? {
        Abandoned::Now => print(&format!("scan {guid} given up; its staged rows are dropped\n")),
        Abandoned::Before(reason) => {
            let reason = printable(&reason);
            print(&format!("scan {guid} was given up before, and nothing of it is left: {reason}\n"))
        }
    }
}
