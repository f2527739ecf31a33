//! The statements of `sql/verify/as_of/`.

use crate::db::statements;

statements! {
    COPY_DIRS = "verify/as_of/copy_dirs.sql",
    COPY_DIR_VERSIONS = "verify/as_of/copy_dir_versions.sql",
    COPY_VERSIONS = "verify/as_of/copy_versions.sql",
    COUNT_DIRS = "verify/as_of/count_dirs.sql",
    LAST_SNAPSHOT = "verify/as_of/last_snapshot.sql",
    NAME_DIRS = "verify/as_of/name_dirs.sql",
}
