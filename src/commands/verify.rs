//! `tierload verify`.

use crate::cli::VerifyArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload verify`.
pub(super) async fn run(_address: Address, _args: VerifyArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
