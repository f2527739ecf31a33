//! The statements of `sql/scan/publish/`.

use crate::db::statements;

statements! {
    BUILD_PROGRESS = "scan/publish/build_progress.sql",
    BUILD_STATE = "scan/publish/build_state.sql",
    CLOSE_DIR_VERSIONS = "scan/publish/close_dir_versions.sql",
    CLOSE_VERSIONS = "scan/publish/close_versions.sql",
    COUNT_DIFF = "scan/publish/count_diff.sql",
    COUNT_DIR_DIFF = "scan/publish/count_dir_diff.sql",
    COUNT_GONE_OBJECTS = "scan/publish/count_gone_objects.sql",
    COUNT_STATE = "scan/publish/count_state.sql",
    CREATE_DIFF = "scan/publish/create_diff.sql",
    CREATE_DIR_DIFF = "scan/publish/create_dir_diff.sql",
    DELETE_DIR_SUMS = "scan/publish/delete_dir_sums.sql",
    DIFF = "scan/publish/diff.sql",
    DIR_DIFF = "scan/publish/dir_diff.sql",
    DIR_TOTALS = "scan/publish/dir_totals.sql",
    DROP_DIFF = "scan/publish/drop_diff.sql",
    DROP_DUPLICATES = "scan/publish/drop_duplicates.sql",
    FILL_DIR_STATE = "scan/publish/fill_dir_state.sql",
    FINISH_SCAN = "scan/publish/finish_scan.sql",
    INSERT_DIRS = "scan/publish/insert_dirs.sql",
    INSERT_NEW = "scan/publish/insert_new.sql",
    MARK_OBJECTS_SEEN = "scan/publish/mark_objects_seen.sql",
    MARK_UNSEEN = "scan/publish/mark_unseen.sql",
    PREVIOUS_SCAN = "scan/publish/previous_scan.sql",
    PUBLISH_SHARE = "scan/publish/publish_share.sql",
    ROWS_OF_DIRS = "scan/publish/rows_of_dirs.sql",
    UPDATE_CHANGED = "scan/publish/update_changed.sql",
    UPDATE_DIRS = "scan/publish/update_dirs.sql",
}
