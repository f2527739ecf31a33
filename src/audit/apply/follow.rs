//! placeholder
use super::logs::Loader;
use crate::cli::AuditArgs;
use crate::error::Result;
pub(super) async fn follow(_loader: &mut Loader, _args: &AuditArgs) -> Result<()> {
    Ok(())
}
