//! The statements of `sql/status/`.

use crate::db::statements;

statements! {
    SCANS = "status/scans.sql",
    SHARES = "status/shares.sql",
}
