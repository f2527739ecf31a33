//! A report: read in one transaction.

use super::changes::changes;
use super::contents::contents;
use super::outcome::ReportOutcome;
use crate::catalog::{Share, find_tenant};
use crate::db::Database;
use crate::error::Result;
use jiff::Timestamp;

/// What to report on.
#[derive(Debug, Clone)]
pub struct ReportSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// Whether only what the last scan changed is asked for.
    pub changes_only: bool,
}

/// Reports on a share.
pub async fn report(database: &Database, spec: &ReportSpec) -> Result<ReportOutcome> {
    let tenant_id = find_tenant(database, &spec.tenant).await?;
    let now = Timestamp::now();
    database
        .in_tenant(tenant_id, format!("cannot report on share {}", spec.share), async |tx| {
            let Share { share_id, .. } = Share::get(tx, tenant_id, &spec.tenant, &spec.share).await?;
            Ok(ReportOutcome {
                contents: match spec.changes_only {
                    true => None,
                    false => Some(contents(tx, share_id, now).await?),
                },
                changes: changes(tx, share_id).await?,
            })
        })
        .await
}
