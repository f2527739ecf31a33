//! `tierload report`.

use crate::cli::ReportArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload report`.
pub(super) async fn run(_address: Address, _args: ReportArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
