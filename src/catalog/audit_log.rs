//! Who did what: one row of `audit_log`, in the transaction that did it.

use super::sql::ADD_AUDIT_LOG;
use crate::db::{TenantId, Tx};
use crate::error::Result;
use jiff::Timestamp;

/// Adds a row to `audit_log`.
pub(crate) async fn add_audit_log(
    tx: &Tx<'_>,
    tenant_id: TenantId,
    share_id: Option<i64>,
    now: Timestamp,
    action: &str,
    detail: &serde_json::Value,
) -> Result<()> {
    tx.execute(
        &ADD_AUDIT_LOG,
        &[
            ("tenant_id", &tenant_id),
            ("share_id", &share_id),
            ("now", &now),
            ("action", &action),
            ("detail", detail),
        ],
    )
    .await
    .map(drop)
}
