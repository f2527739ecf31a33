//! Lines of LucidLink audit logs.

/// The time of the first event of most tests, in seconds since 1970.
pub(crate) const TIME: i64 = 1_779_987_033;

/// A line of a log.
pub(crate) fn event(action: &str, path: &str, time: i64) -> String {
    format!(
        "{{\"timestamp\":{time}000000,\"operation\":{{\"action\":\"{action}\",\"entryPath\":\"{path}\"}}}}\n"
    )
}

pub(crate) fn read(path: &str, time: i64) -> String {
    event("FileRead", path, time)
}
