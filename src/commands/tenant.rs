//! `tierload tenant`.

use crate::cli::TenantCommand;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload tenant`.
pub(super) async fn run(_address: Address, _args: TenantCommand) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
