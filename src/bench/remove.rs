//! Removes the tenant of a benchmark: partitions, rows, and the tenant itself.

use super::sql::{
    DELETE_DIR, DELETE_LUCID_AUDIT_CURSOR, DELETE_LUCID_AUDIT_PROCESSED, DELETE_SCAN, DELETE_SHARE,
    DELETE_TENANT, DELETE_TIER_OBJECT,
};
use crate::catalog::layout::ShareTables;
use crate::catalog::{list_scans, list_shares};
use crate::db::{Database, Param, TenantId};
use crate::error::Result;
use crate::scan::delete_ledger;

/// Removes a tenant and all that it owns but its rows in `audit_log`.
pub(super) async fn remove_tenant(database: &Database, tenant_id: TenantId) -> Result<()> {
    const DOING: &str = "cannot remove the tenant of the benchmark";
    let tenant: [Param<'_>; 1] = [("tenant_id", &tenant_id)];
    let shares = database.in_tenant(tenant_id, DOING, async |tx| list_shares(tx, tenant_id).await).await?;
    for share in shares {
        remove_share(database, tenant_id, ShareTables { share_id: share.share_id }).await?;
    }
    database.in_tenant(tenant_id, DOING, async |tx| tx.execute(&DELETE_TENANT, &tenant).await.map(drop)).await
}

async fn remove_share(database: &Database, tenant_id: TenantId, share: ShareTables) -> Result<()> {
    let share_id = share.share_id;
    let doing = format!("cannot remove share {share_id} of the benchmark");
    database.in_tenant(tenant_id, &doing, async |tx| share.drop_all(tx).await).await?;
    database
        .in_tenant(tenant_id, &doing, async |tx| {
            for tables in list_scans(tx, share_id).await? {
                tables.drop_staging(tx).await?;
                delete_ledger(tx, tables.scan_id).await?;
            }
            for statement in [
                DELETE_TIER_OBJECT,
                DELETE_LUCID_AUDIT_CURSOR,
                DELETE_LUCID_AUDIT_PROCESSED,
                DELETE_DIR,
                DELETE_SCAN,
                DELETE_SHARE,
            ] {
                tx.execute(&statement, &[("share_id", &share_id)]).await?;
            }
            Ok(())
        })
        .await
}
