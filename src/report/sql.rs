//! The statements of `sql/report/`.

use crate::db::statements;

statements! {
    BY_AGE = "report/by_age.sql",
    CHANGED_FILES = "report/changed_files.sql",
    LARGEST_DIRS = "report/largest_dirs.sql",
    LARGEST_EXTENSIONS = "report/largest_extensions.sql",
    LAST_SCANS = "report/last_scans.sql",
    TOTALS = "report/totals.sql",
}
