//! `tierload scan`.

use crate::cli::ScanArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload scan`.
pub(super) async fn run(_address: Address, _args: ScanArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
