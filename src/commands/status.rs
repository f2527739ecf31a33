//! `tierload status`.

use crate::cli::StatusArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload status`.
pub(super) async fn run(_address: Address, _args: StatusArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
