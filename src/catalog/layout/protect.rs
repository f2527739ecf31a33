//! Row security of partitions, from the transaction on that attaches them: without it a statement that names the
//! partition would pass the parent's policy by.

use crate::catalog::sql::{ADD_SHARE_POLICY, ADD_TENANT_POLICY, FORCE_POLICIES};
use crate::db::{Ident, Statement, TenantId};

/// For a partition that belongs to a share, and so to one tenant.
pub(super) fn protect(table: &Ident, tenant_id: TenantId) -> [Statement; 2] {
    [
        FORCE_POLICIES.with([("table", table.into())]),
        ADD_SHARE_POLICY.with([("table", table.into()), ("tenant_id", tenant_id.into())]),
    ]
}

/// For a partition with rows of several tenants.
pub(super) fn protect_shared(table: &Ident) -> [Statement; 2] {
    [FORCE_POLICIES, ADD_TENANT_POLICY].map(|statement| statement.with([("table", table.into())]))
}
