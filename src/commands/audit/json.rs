//! What an audit did, for programs.

use serde_json::{Map, Value, json};
use tierload::audit::AuditOutcome;

/// One JSON object.
pub(super) fn summary(outcome: &AuditOutcome) -> Value {
    let AuditOutcome { counts, effects, .. } = outcome;
    let by_action: Map<String, Value> =
        counts.by_action.iter().map(|(name, events)| (name.to_owned(), events.into())).collect();
    json!({
        "events": outcome.events(),
        "access_events": counts.access_events,
        "new_events": counts.new_events,
        "replayed": outcome.replayed,
        "rejected": counts.rejected.total(),
        "files_updated": effects.files_updated,
        "files_inserted": effects.files_inserted,
        "removed_accessed": effects.removed_accessed,
        "folders_left_out": effects.folders_left_out,
        "files_refused": effects.files_refused,
        "unusable_paths": outcome.unusable_paths,
        "tier_objects_warmed": effects.tier_objects_warmed,
        "by_action": by_action,
        "files_read": outcome.files_read,
        "files_waiting": outcome.files_waiting,
        "bytes_read": outcome.bytes_read,
        "retries": outcome.retries,
        "lag_s": outcome.lag_s,
        "elapsed_s": (outcome.elapsed.as_secs_f64() * 1e3).round() / 1e3,
        "updates_per_min": outcome.updates_per_min().round(),
    })
}
