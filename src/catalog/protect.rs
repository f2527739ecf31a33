//! Row security of partitions, before they are attached: without it a statement that names the partition would pass the
//! parent's policy by.

use crate::db::sql;
use uuid::Uuid;

/// Statements for a partition that belongs to a share, and so to one tenant.
pub(crate) fn protect(table: &str, tenant_id: Uuid) -> String {
    let values = [("table", table), ("tenant_id", &tenant_id.to_string())];
    [sql::tenant::FORCE_POLICIES, sql::tenant::ADD_SHARE_POLICY]
        .map(|statement| statement.render(&values))
        .join("; ")
}

/// Statements for a partition with rows of several tenants.
pub(crate) fn protect_shared(table: &str) -> String {
    [sql::tenant::FORCE_POLICIES, sql::tenant::ADD_POLICY]
        .map(|statement| statement.render(&[("table", table)]))
        .join("; ")
}
