//! The statements of `sql/upgrade/`, but for those that fill a home.

use crate::db::statements;

statements! {
    ADD_SNAPSHOT = "upgrade/add_snapshot.sql",
    ADD_UNSCANNED = "upgrade/add_unscanned.sql",
    BEHIND_SHARE = "upgrade/behind_share.sql",
    CATCH_UP = "upgrade/catch_up.sql",
    COMPARE_SNAPSHOT = "upgrade/compare_snapshot.sql",
    COMPARE_STATE = "upgrade/compare_state.sql",
    COUNT_OLD_FILES = "upgrade/count_old_files.sql",
    DIRS_PAGE = "upgrade/dirs_page.sql",
    DROP_OLD_SEQUENCES = "upgrade/drop_old_sequences.sql",
    DROP_OLD_SHARE = "upgrade/drop_old_share.sql",
    DROP_OLD_TABLES = "upgrade/drop_old_tables.sql",
    DROP_OLD_VIEW = "upgrade/drop_old_view.sql",
    EMPTY_STAGING = "upgrade/empty_staging.sql",
    FILL_STAGING = "upgrade/fill_staging.sql",
    OLD_FILES_LEFT = "upgrade/old_files_left.sql",
    PUBLISHED_SCANS = "upgrade/published_scans.sql",
    SET_PARENTS = "upgrade/set_parents.sql",
    STAGED_ROWS = "upgrade/staged_rows.sql",
    TELL_AUDITS = "upgrade/tell_audits.sql",
}
