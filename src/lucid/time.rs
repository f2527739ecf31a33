//! Times as logs and agents write them, brought to whole seconds since 1970.

use super::Reason;

/// 1980-01-01T00:00:00Z: anything before is a clock that was never set.
pub const EARLIEST_UNIX: i64 = 315_532_800;

/// Which times are believed.
#[derive(Debug, Clone, Copy)]
pub struct TimeWindow {
    /// The time of the run, seconds since 1970. A parameter, so that a run can be repeated exactly.
    pub now_unix: i64,
    /// How far ahead of it a time may lie, in seconds.
    pub max_skew_s: i64,
}

impl TimeWindow {
    /// Seven days of skew.
    pub fn at(now_unix: i64) -> TimeWindow {
        TimeWindow { now_unix, max_skew_s: 7 * 86_400 }
    }

    pub(super) fn check(&self, time_unix: i64) -> Result<i64, Reason> {
        if time_unix < EARLIEST_UNIX {
            Err(Reason::TimeBefore1980)
        } else if time_unix > self.now_unix.saturating_add(self.max_skew_s) {
            Err(Reason::TimeAhead)
        } else {
            Ok(time_unix)
        }
    }
}

/// The unit of a number follows from its size: from 1e17 on nanoseconds, 1e15 microseconds, 1e12 milliseconds.
/// Everything smaller is seconds: also below 1e9, which is 2001. A millisecond time before 2001 is thus taken for
/// seconds, lies thousands of years ahead, and is rejected rather than stored wrong.
pub(super) fn from_integer(number: i128) -> i64 {
    let per_second = match number.unsigned_abs() {
        100_000_000_000_000_000.. => 1_000_000_000,
        1_000_000_000_000_000.. => 1_000_000,
        1_000_000_000_000.. => 1_000,
        _ => 1,
    };
    let limits = i128::from(i64::MIN)..=i128::from(i64::MAX);
    number.div_euclid(per_second).clamp(*limits.start(), *limits.end()) as i64
}

/// As for integers. A fraction of a second is dropped.
pub(super) fn from_float(number: f64) -> i64 {
    // `as` saturates, so that an absurd number stays absurd.
    from_integer(number.floor() as i128)
}

/// A number in text, or ISO 8601 with `Z` or an offset. Without either a time is ambiguous, and is no time.
pub(super) fn from_text(text: &str) -> Result<i64, Reason> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Reason::NoTime);
    }
    if let Ok(number) = text.parse::<i128>() {
        return Ok(from_integer(number));
    }
    if text.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.')) {
        if let Ok(time) = text.parse::<jiff::Timestamp>() {
            return Ok(time.as_second() - i64::from(time.subsec_nanosecond() < 0));
        }
        if let Ok(number) = text.parse::<f64>() {
            return Ok(from_float(number));
        }
    }
    Err(Reason::BadTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_unit_follows_from_the_size() {
        for number in [1_779_987_033, 1_779_987_033_841, 1_779_987_033_841_040, 1_779_987_033_841_040_123] {
            assert_eq!(from_integer(number), 1_779_987_033);
        }
        assert_eq!(from_integer(400_000_000), 400_000_000);
        assert_eq!(from_integer(-1), -1);
        assert_eq!(from_float(1_779_987_033.84), 1_779_987_033);
        assert_eq!(from_float(1.779_987_033_841_04e15), 1_779_987_033);
        assert_eq!(from_float(1e300), from_integer(i128::MAX));
    }

    #[test]
    fn text_is_a_number_or_iso_8601() {
        for text in [
            "1779987033841040",
            " 1779987033 ",
            "1779987033.9",
            "2026-05-28T16:50:33Z",
            "2026-05-28T16:50:33.841040Z",
            "2026-05-28T18:50:33+02:00",
            "2026-05-28 16:50:33Z",
        ] {
            assert_eq!(from_text(text), Ok(1_779_987_033), "{text}");
        }
        for text in ["2026-05-28T16:50:33", "yesterday", "inf", "NaN", "0x10"] {
            assert_eq!(from_text(text), Err(Reason::BadTime), "{text}");
        }
        assert_eq!(from_text(" "), Err(Reason::NoTime));
    }

    #[test]
    fn a_fraction_is_dropped_downwards_before_1970_too() {
        assert_eq!(from_text("1969-12-31T23:59:59.5Z"), Ok(-1));
        assert_eq!(from_float(-0.5), -1);
    }

    #[test]
    fn a_time_is_believed_from_1980_to_a_week_ahead() {
        let window = TimeWindow::at(1_800_000_000);
        assert_eq!(window.check(EARLIEST_UNIX), Ok(EARLIEST_UNIX));
        assert_eq!(window.check(EARLIEST_UNIX - 1), Err(Reason::TimeBefore1980));
        assert_eq!(window.check(1_800_604_800), Ok(1_800_604_800));
        assert_eq!(window.check(1_800_604_801), Err(Reason::TimeAhead));
        assert_eq!(window.check(i64::MAX), Err(Reason::TimeAhead));
    }
}
