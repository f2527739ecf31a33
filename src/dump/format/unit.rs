//! Times that are numbers: what they count, and since when.

use super::fields::{integer, whole};
use super::moment::Moment;

/// What a time that is a number counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeUnit {
    /// Seconds since 1970.
    Seconds,
    /// Milliseconds since 1970.
    Milliseconds,
    /// Microseconds since 1970.
    Microseconds,
    /// Nanoseconds since 1970.
    Nanoseconds,
    /// Minutes since 1970.
    Minutes,
    /// Hours since 1970.
    Hours,
    /// 100 ns since 1601, as Windows counts.
    Filetime,
    /// 100 ns since the year 1, as .NET counts, on the clock of the machine.
    Ticks,
    /// Days since 1899-12-30, as Excel counts, on the clock of the machine.
    Excel,
}

/// From 1601 to 1970.
const FILETIME_TO_1970_S: i64 = 11_644_473_600;

/// From the year 1 to 1970.
const TICKS_TO_1970_S: i64 = 62_135_596_800;

/// From 1899-12-30 to 1970.
const EXCEL_TO_1970_DAYS: i64 = 25_569;

impl TimeUnit {
    /// All of them.
    pub const ALL: [TimeUnit; 9] = [
        TimeUnit::Seconds,
        TimeUnit::Milliseconds,
        TimeUnit::Microseconds,
        TimeUnit::Nanoseconds,
        TimeUnit::Minutes,
        TimeUnit::Hours,
        TimeUnit::Filetime,
        TimeUnit::Ticks,
        TimeUnit::Excel,
    ];

    /// Its name, as in `--time-unit`.
    pub fn name(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "s",
            TimeUnit::Milliseconds => "ms",
            TimeUnit::Microseconds => "us",
            TimeUnit::Nanoseconds => "ns",
            TimeUnit::Minutes => "min",
            TimeUnit::Hours => "h",
            TimeUnit::Filetime => "filetime",
            TimeUnit::Ticks => "ticks",
            TimeUnit::Excel => "excel",
        }
    }

    /// What a number of it is called.
    pub(super) fn described(self) -> &'static str {
        match self {
            TimeUnit::Seconds => "a unix time",
            TimeUnit::Milliseconds => "a number of milliseconds since 1970",
            TimeUnit::Microseconds => "a number of microseconds since 1970",
            TimeUnit::Nanoseconds => "a number of nanoseconds since 1970",
            TimeUnit::Minutes => "a number of minutes since 1970",
            TimeUnit::Hours => "a number of hours since 1970",
            TimeUnit::Filetime => "a FILETIME",
            TimeUnit::Ticks => "a number of .NET ticks",
            TimeUnit::Excel => "a day number of Excel",
        }
    }

    /// The time that is so many of it; `None` where that is no number. Fractions of a second are dropped, towards the past.
    pub(super) fn moment(self, field: &[u8]) -> Option<Moment> {
        let since_1970 = |in_a_second: i64| Some(whole(field)?.div_euclid(in_a_second));
        let times = |seconds: i64| whole(field)?.checked_mul(seconds);
        let since = |start_s: i64| Some(whole(field).filter(|&count| count >= 0)? / 10_000_000 - start_s);
        let (seconds, zoned) = match self {
            TimeUnit::Seconds => (since_1970(1), true),
            TimeUnit::Milliseconds => (since_1970(1_000), true),
            TimeUnit::Microseconds => (since_1970(1_000_000), true),
            TimeUnit::Nanoseconds => (since_1970(1_000_000_000), true),
            TimeUnit::Minutes => (times(60), true),
            TimeUnit::Hours => (times(3_600), true),
            TimeUnit::Filetime => (since(FILETIME_TO_1970_S), true),
            TimeUnit::Ticks => (since(TICKS_TO_1970_S), false),
            TimeUnit::Excel => (excel(field), false),
        };
        seconds.map(|seconds| Moment { seconds, zoned })
    }
}

/// Days, and the part of a day that has gone by, to the nearest second.
fn excel(field: &[u8]) -> Option<i64> {
    let point = field.iter().position(|byte| matches!(byte, b'.' | b','));
    let (days, part) = field.split_at(point.unwrap_or(field.len()));
    // Excel has 15 digits.
    let digits = part.get(1..16.min(part.len())).unwrap_or_default();
    if !part.iter().skip(1).all(u8::is_ascii_digit) {
        return None;
    }
    let numerator = if digits.is_empty() { 0 } else { integer(digits)? };
    let denominator = 10i128.pow(digits.len() as u32);
    let clock = (i128::from(numerator) * 86_400 * 2 + denominator) / (denominator * 2);
    let days = integer(days).filter(|days| (0..=10_000_000).contains(days))?;
    Some((days - EXCEL_TO_1970_DAYS) * 86_400 + clock as i64)
}

impl std::str::FromStr for TimeUnit {
    type Err = String;

    fn from_str(name: &str) -> Result<TimeUnit, String> {
        let found = TimeUnit::ALL.into_iter().find(|unit| unit.name().eq_ignore_ascii_case(name));
        found.ok_or_else(|| {
            let names = TimeUnit::ALL.map(TimeUnit::name);
            format!("no unit that is known; known are {}", names.join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moment_in_every_unit() {
        for (unit, text, zoned) in [
            ("s", "1704164645", true),
            ("s", "1704164645.9", true),
            ("ms", "1704164645999", true),
            ("us", "1704164645000000", true),
            ("NS", "1704164645000000000", true),
            ("filetime", "133486382450000000", true),
            ("ticks", "638397614450000000", false),
            ("excel", "45293.1278356481", false),
            ("excel", "45293,127835648146", false),
        ] {
            let unit: TimeUnit = unit.parse().unwrap();
            assert_eq!(
                unit.moment(text.as_bytes()),
                Some(Moment { seconds: 1_704_164_645, zoned }),
                "{text}"
            );
        }
        let moment = |seconds| Some(Moment { seconds, zoned: true });
        assert_eq!(TimeUnit::Minutes.moment(b"28402744"), moment(1_704_164_640));
        assert_eq!(TimeUnit::Hours.moment(b"473379.9"), moment(1_704_164_400));
        assert_eq!(TimeUnit::Hours.moment(b"9223372036854775807"), None);
        assert_eq!(TimeUnit::Milliseconds.moment(b"-1"), Some(Moment { seconds: -1, zoned: true }));
        assert_eq!(TimeUnit::Excel.moment(b"25569"), Some(Moment { seconds: 0, zoned: false }));
    }

    #[test]
    fn what_is_no_number_is_no_moment() {
        for unit in TimeUnit::ALL {
            for text in ["", "x", "2024-01-02", "1e9", "-", "1.2.3", "99999999999999999999"] {
                assert_eq!(unit.moment(text.as_bytes()), None, "{} {text}", unit.name());
            }
        }
        assert_eq!(TimeUnit::Ticks.moment(b"-1"), None);
        assert!("weeks".parse::<TimeUnit>().unwrap_err().contains("filetime"));
    }
}
