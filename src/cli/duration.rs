//! Spans of time on the command line. Not humantime's: its year has 365.25 days, and a plan's `1y` is 365.

use std::time::Duration;

const DAY: u64 = 86_400;

/// Reads `30s`, `15m`, `12h`, `7d`, `2w`, `1y` (365 days); a bare number is seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let (digits, unit) = split(text);
    let seconds = match unit {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => DAY,
        "w" => 7 * DAY,
        "y" => 365 * DAY,
        unit => return Err(format!("no such unit of time: {unit} (there are s, m, h, d, w, y)")),
    };
    times(text, digits, seconds)
}

/// Reads the age of a file: `12h`, `365d`, `6w`, `12mo` (of 30 days), `1y` (365 days). Whoever writes `365` means
/// days, and `12m` months: as seconds and minutes they would plan what was used today.
pub(crate) fn age(text: &str) -> Result<Duration, String> {
    let (digits, unit) = split(text);
    let seconds = match unit {
        "" => return Err("a number needs its unit: 365d for days, 12mo for months, 1y for a year".into()),
        "s" | "m" | "min" => {
            return Err("seconds and minutes are no age of a file; months are mo, as in 12mo".into());
        }
        "h" => 3_600,
        "d" => DAY,
        "w" => 7 * DAY,
        "mo" => 30 * DAY,
        "y" => 365 * DAY,
        unit => return Err(format!("no such unit of time: {unit} (there are h, d, w, mo, y)")),
    };
    times(text, digits, seconds)
}

fn split(text: &str) -> (&str, &str) {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    (digits, &text[digits.len()..])
}

fn times(text: &str, digits: &str, seconds: u64) -> Result<Duration, String> {
    let number: u64 =
        digits.parse().map_err(|_| format!("expected a time such as 12h or 7d, not {text:?}"))?;
    number.checked_mul(seconds).map(Duration::from_secs).ok_or_else(|| format!("{text} is too long a time"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_have_units() {
        assert_eq!(duration("30s"), Ok(Duration::from_secs(30)));
        assert_eq!(duration("365d"), duration("1y"));
        assert_eq!(duration("90"), Ok(Duration::from_secs(90)));
        assert!(duration("7 moons").is_err() && duration("d").is_err() && duration("-1s").is_err());
        assert!(duration("99999999999999999999w").is_err());
    }

    #[test]
    fn the_age_of_a_file_is_not_seconds() {
        assert_eq!(age("365d"), age("1y"));
        assert_eq!(age("12mo"), age("360d"));
        assert_eq!(age("2w"), Ok(Duration::from_secs(14 * DAY)));
        for (given, told) in [
            ("365", "365d"),
            ("12m", "12mo"),
            ("90min", "12mo"),
            ("3600s", "12mo"),
            ("1q", "mo"),
            ("d", "7d"),
        ] {
            assert!(age(given).is_err_and(|error| error.contains(told)), "{given}: {:?}", age(given));
        }
    }
}
