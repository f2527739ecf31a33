//! `tierload plan`.

use crate::cli::PlanArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload plan`.
pub(super) async fn run(_address: Address, _args: PlanArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
