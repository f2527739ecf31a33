//! The statements of `sql/scan/session/`.

use crate::db::statements;

statements! {
    ADD_INPUT = "scan/session/add_input.sql",
    ADD_KEPT = "scan/session/add_kept.sql",
    ADD_REJECTS = "scan/session/add_rejects.sql",
    ADD_SCAN = "scan/session/add_scan.sql",
    CHUNK = "scan/session/chunk.sql",
    CHUNKS = "scan/session/chunks.sql",
    CLAIM_CHUNK = "scan/session/claim_chunk.sql",
    CLOSE_LEDGER = "scan/session/close_ledger.sql",
    COPY_DIRS = "scan/session/copy_dirs.sql",
    COPY_ROWS = "scan/session/copy_rows.sql",
    DELETE_CHUNKS = "scan/session/delete_chunks.sql",
    DELETE_INPUTS = "scan/session/delete_inputs.sql",
    DELETE_REJECTS = "scan/session/delete_rejects.sql",
    FAIL_SCAN = "scan/session/fail_scan.sql",
    END_MARKS = "scan/session/end_marks.sql",
    FIND_SCAN = "scan/session/find_scan.sql",
    INPUTS = "scan/session/inputs.sql",
    LEDGER_TOTALS = "scan/session/ledger_totals.sql",
    LOCK_BUILD = "scan/session/lock_build.sql",
    LOCK_STEP = "scan/session/lock_step.sql",
    REJECTS = "scan/session/rejects.sql",
    RESTART_SCAN = "scan/session/restart_scan.sql",
    RESULT = "scan/session/result.sql",
    STILL_BUILDS = "scan/session/still_builds.sql",
    UNFINISHED_WITH_INPUT = "scan/session/unfinished_with_input.sql",
}
