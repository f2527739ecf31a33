//! The statements of `sql/verify/`.

use crate::db::{Statement, statements};

statements! {
    AUDIT_BOOKS = "verify/audit_books.sql",
    CHUNK_GAPS = "verify/chunk_gaps.sql",
    CURSOR_FORM = "verify/cursor_form.sql",
    DIR_FORM = "verify/dir_form.sql",
    DIR_SUMS = "verify/dir_sums.sql",
    DIR_WITHOUT_PARENT = "verify/dir_without_parent.sql",
    HISTORY_WITHOUT_DIR = "verify/history_without_dir.sql",
    LEFT_BEHIND = "verify/left_behind.sql",
    /// Asked once a tenant.
    LOG_CHAIN = "verify/log_chain.sql",
    OBJECT_ACCESSES = "verify/object_accesses.sql",
    OBJECT_WITHOUT_FILE = "verify/object_without_file.sql",
    PROCESSED_TWICE = "verify/processed_twice.sql",
    REMOVED_WITHOUT_END = "verify/removed_without_end.sql",
    SCAN_BOOKS = "verify/scan_books.sql",
    SNAPSHOT_DIGEST = "verify/snapshot_digest.sql",
    SNAPSHOT_ROWS = "verify/snapshot_rows.sql",
    STATE_WITHOUT_DIR = "verify/state_without_dir.sql",
    STATE_WITHOUT_SNAPSHOT = "verify/state_without_snapshot.sql",
    VERSION_ORDER = "verify/version_order.sql",
}

/// The checks of each share, in the order in which they run. Each returns `object` and `finding`.
pub(super) static CHECKS: [Statement; 18] = [
    AUDIT_BOOKS,
    CHUNK_GAPS,
    CURSOR_FORM,
    DIR_FORM,
    DIR_SUMS,
    DIR_WITHOUT_PARENT,
    HISTORY_WITHOUT_DIR,
    LEFT_BEHIND,
    OBJECT_ACCESSES,
    OBJECT_WITHOUT_FILE,
    PROCESSED_TWICE,
    REMOVED_WITHOUT_END,
    SCAN_BOOKS,
    SNAPSHOT_DIGEST,
    SNAPSHOT_ROWS,
    STATE_WITHOUT_DIR,
    STATE_WITHOUT_SNAPSHOT,
    VERSION_ORDER,
];
