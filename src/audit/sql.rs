//! The statements of `sql/audit/`.

use crate::db::statements;

statements! {
    ADD_PROCESSED = "audit/add_processed.sql",
    COPY_STAGING = "audit/copy_staging.sql",
    COUNT_REMOVED = "audit/count_removed.sql",
    CREATE_HITS = "audit/create_hits.sql",
    CREATE_STAGING = "audit/create_staging.sql",
    CURSORS = "audit/cursors.sql",
    CURSORS_BY_FIRST_LINE = "audit/cursors_by_first_line.sql",
    FIND_FILES = "audit/find_files.sql",
    FIND_OTHER_FORMS = "audit/find_other_forms.sql",
    HAS_OBJECTS = "audit/has_objects.sql",
    INSERT_FILES = "audit/insert_files.sql",
    LEAVE_OUT_FOLDERS = "audit/leave_out_folders.sql",
    LOCK_CURSORS = "audit/lock_cursors.sql",
    MOVE_CURSORS = "audit/move_cursors.sql",
    PROCESSED = "audit/processed.sql",
    UPDATE_ATIME = "audit/update_atime.sql",
    UPDATE_FOUND = "audit/update_found.sql",
    WARM_OBJECTS = "audit/warm_objects.sql",
}
