//! The statements of `sql/export/`.

use crate::db::statements;

statements! {
    COPY_SNAPSHOT = "export/copy_snapshot.sql",
}
