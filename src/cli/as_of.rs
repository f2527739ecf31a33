//! How a snapshot is named.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tierload::export::AsOf;

/// Reads what names a snapshot.
pub(super) fn as_of(text: &str) -> Result<AsOf, String> {
    if let Ok(guid) = text.parse() {
        return Ok(AsOf::Scan(guid));
    }
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().map(AsOf::Number).map_err(|_| "no snapshot has such a number".into());
    }
    let time = text.parse::<Timestamp>().ok().or_else(|| end_of(text.parse().ok()?));
    let expected = "expected the UUID of a scan, a snapshot's number, a date such as 2026-06-30, or a time such as 2026-06-30T12:00:00Z";
    time.map(AsOf::Time).ok_or_else(|| expected.into())
}

/// The last moment of a day in UTC.
fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    next.checked_sub(1.microsecond()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_are_named_in_four_ways() {
        let time = |text: &str| AsOf::Time(text.parse().unwrap());
        assert_eq!(as_of("12"), Ok(AsOf::Number(12)));
        assert_eq!(as_of("2026-06-30"), Ok(time("2026-06-30T23:59:59.999999Z")));
        assert_eq!(as_of("2026-06-30T12:00:00+02:00"), Ok(time("2026-06-30T10:00:00Z")));
        let guid = "01234567-89ab-4def-8123-456789abcdef";
        assert_eq!(as_of(guid), Ok(AsOf::Scan(guid.parse().unwrap())));
        for bad in ["", "latest", "30.06.2026", "2026-06-31", "-1", "99999999999"] {
            assert!(as_of(bad).is_err(), "{bad}");
        }
    }
}
