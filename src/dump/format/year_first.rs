//! Dates that begin with the year, which no country reads in two ways: ISO 8601, its relatives, and East Asia's.

use super::moment::{Moment, days_since_1970, offset, two};

/// `2024-01-02 03:04:05`, with `/` or `.` in the date, `T` or `+` between, `.` in the time, a fraction, `Z` or an offset;
/// and `2024/1/2 3:04:05`, with a word for the half of the day before or after the clock.
pub(super) fn year_first(field: &[u8]) -> Option<Moment> {
    padded(field).or_else(|| unpadded(field))
}

fn padded(field: &[u8]) -> Option<Moment> {
    let [y1, y2, y3, y4, s1, m1, m2, s2, d1, d2, rest @ ..] = field else { return None };
    if s1 != s2 || !matches!(s1, b'-' | b'/' | b'.') {
        return None;
    }
    let (year, month, day) = (two(*y1, *y2)? * 100 + two(*y3, *y4)?, two(*m1, *m2)?, two(*d1, *d2)?);
    let days = days_since_1970(year, month, day)?;
    let (clock, rest) = match rest {
        [] => return Some(Moment { seconds: days * 86_400, zoned: false }),
        [between @ (b'T' | b't' | b' ' | b'+'), h1, h2, sep @ (b':' | b'.'), m1, m2, rest @ ..] => {
            let (hour, minute) = (two(*h1, *h2)?, two(*m1, *m2)?);
            let (second, rest) = match rest {
                [mark, s1, s2, rest @ ..] if mark == sep => (two(*s1, *s2)?, rest),
                // What follows the date may be an offset.
                _ if *between == b'+' => return None,
                _ => (0, rest),
            };
            if hour > 23 || minute > 59 || second > 60 {
                return None;
            }
            (hour * 3600 + minute * 60 + second.min(59), rest)
        }
        _ => return None,
    };
    let rest = match rest {
        [b'.' | b',', digits @ ..] => {
            let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            (length > 0).then(|| &digits[length..])?
        }
        rest => rest,
    };
    let seconds = days * 86_400 + clock;
    match rest.trim_ascii_start() {
        b"" => Some(Moment { seconds, zoned: false }),
        b"Z" | b"z" | b"UTC" => Some(Moment { seconds, zoned: true }),
        zone => Some(Moment { seconds: seconds - offset(zone)?, zoned: true }),
    }
}

/// Words for the halves of the day.
const HALVES: [(&str, bool); 8] = [
    ("AM", false),
    ("PM", true),
    ("上午", false),
    ("下午", true),
    ("午前", false),
    ("午後", true),
    ("오전", false),
    ("오후", true),
];

fn unpadded(field: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(field).ok()?;
    let (date, time) = text.split_once(' ').unwrap_or((text, ""));
    let separator = date.chars().find(|c| !c.is_ascii_digit()).filter(|c| matches!(c, '-' | '/' | '.'))?;
    let [year, month, day] = numbers(date, separator, &[4..=4, 1..=2, 1..=2])?[..] else { return None };
    let days = days_since_1970(year, month, day)?;
    let (time, half) = without_half(time.trim());
    if time.is_empty() {
        return half.is_none().then_some(Moment { seconds: days * 86_400, zoned: false });
    }
    let clock = match numbers(time, ':', &[1..=2, 2..=2, 2..=2])
        .or_else(|| numbers(time, ':', &[1..=2, 2..=2]))?[..]
    {
        [hour, minute, ref second @ ..] => (hour, minute, second.first().copied().unwrap_or(0)),
        _ => return None,
    };
    let (hour, minute, second) = clock;
    let hour = match half {
        // Japan has 0:30 in the afternoon, others 12:30.
        Some(afternoon) if hour <= 12 => hour % 12 + if afternoon { 12 } else { 0 },
        Some(_) => return None,
        None => hour,
    };
    (hour < 24 && minute < 60 && second < 61).then(|| {
        let seconds = days * 86_400 + hour * 3600 + minute * 60 + second.min(59);
        Moment { seconds, zoned: false }
    })
}

/// The numbers of a text, each of so many digits.
fn numbers(text: &str, separator: char, lengths: &[std::ops::RangeInclusive<usize>]) -> Option<Vec<i64>> {
    let parts: Vec<&str> = text.split(separator).collect();
    let fit = parts.len() == lengths.len()
        && parts.iter().zip(lengths).all(|(part, length)| {
            length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    fit.then(|| parts.iter().filter_map(|part| part.parse().ok()).collect())
}

/// A clock without the word for its half of the day, and whether that is the afternoon.
fn without_half(time: &str) -> (&str, Option<bool>) {
    for (word, afternoon) in HALVES {
        let start = time.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
        let end = time
            .len()
            .checked_sub(word.len())
            .filter(|&end| time.get(end..).is_some_and(|last| last.eq_ignore_ascii_case(word)));
        match (start, end) {
            (Some(_), _) => return (time[word.len()..].trim(), Some(afternoon)),
            (_, Some(end)) => return (time[..end].trim(), Some(afternoon)),
            _ => {}
        }
    }
    (time, None)
}
