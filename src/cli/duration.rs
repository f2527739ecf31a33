//! Spans of time on the command line. Not humantime's: its year has 365.25 days, and a plan's `1y` is 365.

use std::time::Duration;

/// Reads `30s`, `15m`, `12h`, `7d`, `2w`, `1y` (365 days); a bare number is seconds.
pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let seconds = match &text[digits.len()..] {
        "" | "s" => 1,
        "m" | "min" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "w" => 7 * 86_400,
        "y" => 365 * 86_400,
        unit => return Err(format!("no such unit of time: {unit} (there are s, m, h, d, w, y)")),
    };
    let number: u64 =
        digits.parse().map_err(|_| format!("expected a time such as 30s or 7d, not {text:?}"))?;
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
}
