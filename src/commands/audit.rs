//! `tierload audit`.

use crate::cli::AuditArgs;
use tierload::db::Address;
use tierload::{Error, Result};

/// Runs `tierload audit`.
pub(super) async fn run(_address: Address, _args: AuditArgs) -> Result<()> {
    Err(Error::internal("not moved yet"))
}
