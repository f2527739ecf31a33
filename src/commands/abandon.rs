//! `tierload abandon`.

use crate::cli::AbandonArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload abandon`.
pub(super) async fn run(_address: Address, _args: AbandonArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
