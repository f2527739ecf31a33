//! `tierload bench`.

use crate::cli::BenchArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload bench`.
pub(super) async fn run(_address: Address, _args: BenchArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
