//! The statements of `sql/verify/`.

use crate::db::{Statement, statements};

statements! {
    AUDIT_BOOKS = "verify/audit_books.sql",
    CHUNK_GAPS = "verify/chunk_gaps.sql",
    CURSOR_FORM = "verify/cursor_form.sql",
    DIR_FORM = "verify/dir_form.sql",
    FILE_WITHOUT_DIR = "verify/file_without_dir.sql",
    LEFT_BEHIND = "verify/left_behind.sql",
    OBJECT_ACCESSES = "verify/object_accesses.sql",
    OBJECT_WITHOUT_FILE = "verify/object_without_file.sql",
    PROCESSED_TWICE = "verify/processed_twice.sql",
    REMOVED_WITHOUT_SCAN = "verify/removed_without_scan.sql",
    SCAN_BOOKS = "verify/scan_books.sql",
    SCAN_ROWS = "verify/scan_rows.sql",
    STATE_DIFFERS_FROM_SCAN = "verify/state_differs_from_scan.sql",
    STATE_WITHOUT_DIR = "verify/state_without_dir.sql",
    STATE_WITHOUT_SCAN = "verify/state_without_scan.sql",
}

/// The checks, in the order in which they run. Each returns `object` and `finding`.
pub(super) static CHECKS: [Statement; 15] = [
    AUDIT_BOOKS,
    CHUNK_GAPS,
    CURSOR_FORM,
    DIR_FORM,
    FILE_WITHOUT_DIR,
    LEFT_BEHIND,
    OBJECT_ACCESSES,
    OBJECT_WITHOUT_FILE,
    PROCESSED_TWICE,
    REMOVED_WITHOUT_SCAN,
    SCAN_BOOKS,
    SCAN_ROWS,
    STATE_DIFFERS_FROM_SCAN,
    STATE_WITHOUT_DIR,
    STATE_WITHOUT_SCAN,
];
