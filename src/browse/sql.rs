//! The statements of `sql/browse/`.

use crate::db::statements;

statements! {
    DIFF = "browse/diff.sql",
    DU = "browse/du.sql",
    FIND_FILE = "browse/find_file.sql",
    OBJECTS = "browse/objects.sql",
    VERSIONS = "browse/versions.sql",
}
