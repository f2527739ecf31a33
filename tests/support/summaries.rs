//! What the commands say with `--json`, and the counts that must balance.

use serde_json::Value;

/// The summary of a scan.
pub(crate) fn summary(stdout: &str) -> Value {
    let summary: Value = serde_json::from_str(stdout).unwrap_or_else(|error| panic!("{error}: {stdout}"));
    let number = |key: &str| summary[key].as_i64().unwrap_or_else(|| panic!("no {key} in {summary}"));
    assert_eq!(
        number("rows_read"),
        number("loaded") + number("rejected") + number("duplicates") + number("skipped"),
        "{summary}"
    );
    assert_eq!(
        number("files_new") + number("files_changed") + number("files_unchanged"),
        number("loaded"),
        "{summary}"
    );
    summary
}

/// The numbers of a summary under these keys, in this order.
pub(crate) fn numbers<const N: usize>(summary: &Value, keys: [&str; N]) -> [i64; N] {
    keys.map(|key| summary[key].as_i64().unwrap_or_else(|| panic!("no number {key} in {summary}")))
}

/// The summary of an audit.
pub(crate) fn balanced(stdout: &str) -> Value {
    let run: Value = serde_json::from_str(stdout).unwrap();
    let [events, new, replayed, rejected] =
        ["events", "new_events", "replayed", "rejected"].map(|key| run[key].as_u64().unwrap());
    assert_eq!(events, new + replayed + rejected, "{run}");
    run
}
