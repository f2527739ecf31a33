//! A point in time, and the arithmetic of calendar and zone that times need.

/// Seconds since 1970, in UTC where the text said its zone, else on some local clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) seconds: i64,
    pub(super) zoned: bool,
}

/// `+02:00`, `-0330`, `+02`, in seconds.
pub(super) fn offset(text: &[u8]) -> Option<i64> {
    let (hours, minutes) = match text[..] {
        [_, h1, h2] => (two(h1, h2)?, 0),
        [_, h1, h2, m1, m2] | [_, h1, h2, b':', m1, m2] => (two(h1, h2)?, two(m1, m2)?),
        _ => return None,
    };
    let seconds = hours * 3600 + minutes * 60;
    match text[0] {
        b'+' if minutes < 60 && hours < 26 => Some(seconds),
        b'-' if minutes < 60 && hours < 26 => Some(-seconds),
        _ => None,
    }
}

pub(super) fn two(tens: u8, ones: u8) -> Option<i64> {
    (tens.is_ascii_digit() && ones.is_ascii_digit())
        .then(|| i64::from(tens - b'0') * 10 + i64::from(ones - b'0'))
}

/// Days of the Gregorian calendar, by counting years from March (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
pub(super) fn days_since_1970(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => return None,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    Some(era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468)
}
