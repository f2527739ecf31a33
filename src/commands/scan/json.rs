//! What a scan did, as one JSON object.

use serde_json::{Value, json};
use tierload::scan::ScanOutcome;

/// The outcome of a scan.
pub(super) fn outcome(outcome: &ScanOutcome) -> Value {
    let counts = &outcome.counts;
    json!({
        "scan_id": outcome.scan_id,
        "scan_guid": outcome.scan_guid.to_string(),
        "tenant": outcome.tenant,
        "share": outcome.share,
        "under": outcome.under,
        "status": outcome.status.as_str(),
        "already_loaded": outcome.already_loaded,
        "inputs": outcome.inputs,
        "bytes_read": counts.bytes_read,
        "rows_read": counts.rows_read,
        "loaded": counts.loaded,
        "rejected": counts.rejected,
        "duplicates": counts.duplicates,
        "skipped": counts.skipped,
        "dirs_new": counts.dirs_new,
        "files_new": counts.files_new,
        "files_changed": counts.files_changed,
        "files_unchanged": counts.files_unchanged,
        "files_removed": counts.files_removed,
        "files_not_seen": counts.files_not_seen,
        "folders_not_read": counts.folders_not_read,
        "rejected_without_path": counts.rejected_without_path,
        "tier_objects_replaced": counts.tier_objects_replaced,
        "chunks": outcome.chunks,
        "chunks_skipped": outcome.chunks_skipped,
        "retries": outcome.retries,
        "rejects_file": outcome.rejects_file.as_ref().map(|path| path.display().to_string()),
        "elapsed_s": (outcome.elapsed.as_secs_f64() * 1e3).round() / 1e3,
        "rows_per_s": outcome.rows_per_s().round(),
    })
}
