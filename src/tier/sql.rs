//! The statements of `sql/tier/`.

use crate::db::statements;

statements! {
    ADD_OBJECTS = "tier/add_objects.sql",
    ADD_PLAN = "tier/add_plan.sql",
    ANALYZE_OBJECTS = "tier/analyze_objects.sql",
    COUNT_CANDIDATES = "tier/count_candidates.sql",
    COUNT_PRESENT = "tier/count_present.sql",
    CREATE_CANDIDATES = "tier/create_candidates.sql",
    FIND_CANDIDATES = "tier/find_candidates.sql",
    FIND_FOLDERS = "tier/find_folders.sql",
    LARGEST_DIRECTORIES = "tier/largest_directories.sql",
    LEAVE_OUT_UNKNOWN = "tier/leave_out_unknown.sql",
    UNDO_OBJECTS = "tier/undo_objects.sql",
    UNDO_PLANS = "tier/undo_plans.sql",
    WITHDRAW_OBJECTS = "tier/withdraw_objects.sql",
}
