//! Every SQL statement, as flat files under `sql/`: the file's stem is the constant's name.

/// A statement: where its file stands and what it says.
#[derive(Debug, Clone, Copy)]
pub struct Statement {
    /// Path under `sql/`.
    pub file: &'static str,
    /// The text, comments and all.
    pub text: &'static str,
}

impl Statement {
    /// Fills in `{placeholders}`: table names made of ids, and literals where the statement takes no parameters.
    /// Values come from tierload itself, never from an input.
    pub fn render(&self, values: &[(&str, &str)]) -> String {
        let mut text: String =
            self.text.lines().filter(|line| !line.starts_with("--")).collect::<Vec<_>>().join("\n");
        for (name, value) in values {
            debug_assert!(
                is_made_by_us(value),
                "{}: {value:?} is no identifier and no literal of ours",
                self.file
            );
            text = text.replace(&format!("{{{name}}}"), value);
        }
        debug_assert!(!text.contains('{'), "{}: a placeholder is left: {text}", self.file);
        text
    }
}

/// Whether a value can only be a name made of ids, a number, a UUID or a time: no quote, space or bracket among it. Holds
/// for every value, since all tests run with this check.
fn is_made_by_us(value: &str) -> bool {
    value.chars().all(|c| c.is_ascii_alphanumeric() || "_.:+-".contains(c))
}

macro_rules! statements {
    ($($(#[$doc:meta])* $folder:ident { $($name:ident = $file:literal),* $(,)? })*) => {
        $($(#[$doc])* pub mod $folder {
            use super::Statement;
            $(
                #[doc = concat!("`sql/", $file, "`")]
                pub const $name: Statement =
                    Statement { file: $file, text: include_str!(concat!("../../sql/", $file)) };
            )*
            /// All of this folder.
            pub const ALL: &[Statement] = &[$($name),*];
        })*
        /// All of them, so that a test can try each one.
        pub const ALL: &[&[Statement]] = &[$($folder::ALL),*];
    };
}

statements! {
    /// The schema itself.
    db {
        APPLIED_MIGRATIONS = "db/applied_migrations.sql",
        BOOTSTRAP = "db/bootstrap.sql",
        LOCK_SHARE = "db/lock_share.sql",
        RECORD_MIGRATION = "db/record_migration.sql",
        SCHEMA_EXISTS = "db/schema_exists.sql",
    }
    /// Tenants.
    tenant {
        ADD = "tenant/add.sql",
        ADD_POLICY = "tenant/add_policy.sql",
        ADD_SHARE_POLICY = "tenant/add_share_policy.sql",
        BIND_ROLE = "tenant/bind_role.sql",
        FIND = "tenant/find.sql",
        FORCE_POLICIES = "tenant/force_policies.sql",
        FREE_ROLE = "tenant/free_role.sql",
        LIST = "tenant/list.sql",
        ROLE = "tenant/role.sql",
    }
    /// Scans.
    scan {
        ADD_CONSTANTS = "scan/add_constants.sql",
        ADD_INPUT = "scan/add_input.sql",
        ADD_KEY = "scan/add_key.sql",
        ADD_REJECTS = "scan/add_rejects.sql",
        ADD_SCAN = "scan/add_scan.sql",
        ADD_SHARE = "scan/add_share.sql",
        ADD_STATE_KEYS = "scan/add_state_keys.sql",
        ADOPT_DIRS = "scan/adopt_dirs.sql",
        ANALYZE_DIFF = "scan/analyze_diff.sql",
        ATTACH_SCAN = "scan/attach_scan.sql",
        ATTACH_SHARE_PARTITION = "scan/attach_share_partition.sql",
        ATTACH_STATE = "scan/attach_state.sql",
        BEGIN_BUILD = "scan/begin_build.sql",
        BOOKS = "scan/books.sql",
        CHUNK = "scan/chunk.sql",
        CHUNKS = "scan/chunks.sql",
        CLAIM_CHUNK = "scan/claim_chunk.sql",
        COPY_ROWS = "scan/copy_rows.sql",
        COUNT_DIFF = "scan/count_diff.sql",
        COUNT_GONE_OBJECTS = "scan/count_gone_objects.sql",
        COUNT_ROWS = "scan/count_rows.sql",
        CREATE_EMPTY_STATE = "scan/create_empty_state.sql",
        CREATE_SHARE_PARTITION = "scan/create_share_partition.sql",
        CREATE_STAGING = "scan/create_staging.sql",
        DIFF = "scan/diff.sql",
        DROP_DIFF = "scan/drop_diff.sql",
        DROP_DUPLICATES = "scan/drop_duplicates.sql",
        DROP_STAGED_STATE = "scan/drop_staged_state.sql",
        DROP_STAGING = "scan/drop_staging.sql",
        DROP_STATE_DEFAULTS = "scan/drop_state_defaults.sql",
        FAIL_SCAN = "scan/fail_scan.sql",
        FILL_STATE = "scan/fill_state.sql",
        FIND_SCAN = "scan/find_scan.sql",
        FIND_SHARE = "scan/find_share.sql",
        FINISH_SCAN = "scan/finish_scan.sql",
        FINISH_STATE = "scan/finish_state.sql",
        FORGET_CHUNKS = "scan/forget_chunks.sql",
        FORGET_INPUTS = "scan/forget_inputs.sql",
        FORGET_REJECTS = "scan/forget_rejects.sql",
        INPUTS = "scan/inputs.sql",
        INSERT_NEW = "scan/insert_new.sql",
        LOCK_BUILD = "scan/lock_build.sql",
        LOCK_STAGING = "scan/lock_staging.sql",
        MARK_REMOVED = "scan/mark_removed.sql",
        NAME_PARTITION = "scan/name_partition.sql",
        NAME_STATE = "scan/name_state.sql",
        WAKE_AUTOVACUUM = "scan/wake_autovacuum.sql",
        PREVIOUS_SCAN = "scan/previous_scan.sql",
        PROMOTE_KEY = "scan/promote_key.sql",
        PUBLISH_SHARE = "scan/publish_share.sql",
        REJECTS = "scan/rejects.sql",
        REMAKE_SHARE = "scan/remake_share.sql",
        RESOLVE_DIRS = "scan/resolve_dirs.sql",
        RESTART_SCAN = "scan/restart_scan.sql",
        RESULT = "scan/result.sql",
        SEE_OBJECTS = "scan/see_objects.sql",
        STAGING_STATE = "scan/staging_state.sql",
        UNFINISHED_WITH_INPUT = "scan/unfinished_with_input.sql",
        UPDATE_CHANGED = "scan/update_changed.sql",
        VALIDATE_BOUND = "scan/validate_bound.sql",
    }
    /// Audit logs.
    audit {
        ADD_LOG = "audit/add_log.sql",
        ADD_PROCESSED = "audit/add_processed.sql",
        ATTACH_MONTH = "audit/attach_month.sql",
        COPY_STAGING = "audit/copy_staging.sql",
        COUNT_REMOVED = "audit/count_removed.sql",
        CREATE_MONTH = "audit/create_month.sql",
        CREATE_STAGING = "audit/create_staging.sql",
        CURSORS = "audit/cursors.sql",
        DROP_MONTH = "audit/drop_month.sql",
        FIND_FILES = "audit/find_files.sql",
        HAS_OBJECTS = "audit/has_objects.sql",
        INSERT_FILES = "audit/insert_files.sql",
        LOCK_CURSORS = "audit/lock_cursors.sql",
        LOCK_MONTHS = "audit/lock_months.sql",
        MONTHS = "audit/months.sql",
        MOVE_CURSORS = "audit/move_cursors.sql",
        PROCESSED = "audit/processed.sql",
        SET_VOLUME = "audit/set_volume.sql",
        STATE_EXISTS = "audit/state_exists.sql",
        UPDATE_ATIME = "audit/update_atime.sql",
        WARM_OBJECTS = "audit/warm_objects.sql",
    }
    /// Plans of what goes to the cheap tier.
    plan {
        ADD_OBJECTS = "plan/add_objects.sql",
        COUNT_CANDIDATES = "plan/count_candidates.sql",
        CREATE_CANDIDATES = "plan/create_candidates.sql",
        FIND_CANDIDATES = "plan/find_candidates.sql",
        LARGEST_DIRECTORIES = "plan/largest_directories.sql",
        WITHDRAW_OBJECTS = "plan/withdraw_objects.sql",
    }
    /// Benchmarks, and how they are removed.
    bench {
        DROP_PARTITIONS = "bench/drop_partitions.sql",
        FORGET_DIR = "bench/forget_dir.sql",
        FORGET_LUCID_AUDIT_CURSOR = "bench/forget_lucid_audit_cursor.sql",
        FORGET_LUCID_AUDIT_PROCESSED = "bench/forget_lucid_audit_processed.sql",
        FORGET_SCAN = "bench/forget_scan.sql",
        FORGET_SHARE = "bench/forget_share.sql",
        FORGET_TENANT = "bench/forget_tenant.sql",
        FORGET_TIER_OBJECT = "bench/forget_tier_object.sql",
        HOT_UPDATES = "bench/hot_updates.sql",
        SCANS = "bench/scans.sql",
        SETTINGS = "bench/settings.sql",
        SHARES = "bench/shares.sql",
    }
    /// What stands in the tables.
    status {
        BUILD_PROGRESS = "status/build_progress.sql",
        SCAN_BY_GUID = "status/scan_by_guid.sql",
        SCANS = "status/scans.sql",
        SHARES = "status/shares.sql",
    }
    /// What a share looks like.
    report {
        BY_AGE = "report/by_age.sql",
        CHANGED_FILES = "report/changed_files.sql",
        LARGEST_DIRS = "report/largest_dirs.sql",
        LARGEST_EXTENSIONS = "report/largest_extensions.sql",
        LAST_SCANS = "report/last_scans.sql",
        TOTALS = "report/totals.sql",
    }
    /// Invariants: each returns no rows.
    verify {
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
}
