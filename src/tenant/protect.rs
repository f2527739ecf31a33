//! Row security of partitions.

use crate::db::sql;

/// Statements that put a table under the policy of its parent, before it is attached: without it a statement that names
/// the partition would pass the parent's policy by.
pub(crate) fn protect(table: &str) -> String {
    [sql::tenant::FORCE_POLICIES, sql::tenant::ADD_POLICY]
        .map(|statement| statement.render(&[("table", table)]))
        .join("; ")
}
