//! How `audit_log` is guarded, as commands tell it.

use serde_json::{Value, json};
use tierload::db::LogGuard;

/// Warns where somebody but a superuser could change the log.
pub(super) fn warn(log: &LogGuard) {
    if !log.is_whole() {
        tracing::warn!("{}", log.sentence());
    }
}

/// The same for programs.
pub(super) fn to_json(log: &LogGuard) -> Value {
    json!({ "is_guarded": log.is_guarded, "open_homes": log.open_homes, "masters": log.masters })
}
