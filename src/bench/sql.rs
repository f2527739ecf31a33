//! The statements of `sql/bench/`.

use crate::db::statements;

statements! {
    DELETE_DIR = "bench/delete_dir.sql",
    DELETE_LUCID_AUDIT_CURSOR = "bench/delete_lucid_audit_cursor.sql",
    DELETE_LUCID_AUDIT_PROCESSED = "bench/delete_lucid_audit_processed.sql",
    DELETE_SCAN = "bench/delete_scan.sql",
    DELETE_SHARE = "bench/delete_share.sql",
    DELETE_TENANT = "bench/delete_tenant.sql",
    DELETE_TIER_OBJECT = "bench/delete_tier_object.sql",
    HOT_UPDATES = "bench/hot_updates.sql",
    SETTINGS = "bench/settings.sql",
}
