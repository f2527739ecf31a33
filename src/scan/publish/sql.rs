//! The statements of `sql/scan/publish/`.

use crate::db::statements;

statements! {
    ANALYZE_DIFF = "scan/publish/analyze_diff.sql",
    BUILD_PROGRESS = "scan/publish/build_progress.sql",
    BUILD_STATE = "scan/publish/build_state.sql",
    COUNT_DIFF = "scan/publish/count_diff.sql",
    COUNT_GONE_OBJECTS = "scan/publish/count_gone_objects.sql",
    COUNT_ROWS = "scan/publish/count_rows.sql",
    DIFF = "scan/publish/diff.sql",
    DROP_DIFF = "scan/publish/drop_diff.sql",
    DROP_DUPLICATES = "scan/publish/drop_duplicates.sql",
    FINISH_SCAN = "scan/publish/finish_scan.sql",
    INSERT_NEW = "scan/publish/insert_new.sql",
    MARK_OBJECTS_SEEN = "scan/publish/mark_objects_seen.sql",
    MARK_REMOVED = "scan/publish/mark_removed.sql",
    PREVIOUS_SCAN = "scan/publish/previous_scan.sql",
    PUBLISH_SHARE = "scan/publish/publish_share.sql",
    TAKE_OVER_DIRS = "scan/publish/take_over_dirs.sql",
    UPDATE_CHANGED = "scan/publish/update_changed.sql",
}
