//! The statements of `sql/snapshot/`.

use crate::db::statements;

statements! {
    LIST_PRINCIPALS = "snapshot/list_principals.sql",
    LIST_SNAPSHOTS = "snapshot/list_snapshots.sql",
}
