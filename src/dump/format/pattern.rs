//! `--date-format`: common patterns by hand, all others by jiff, which reads its pattern anew for every row.

use super::moment::{Moment, days_since_1970};
use jiff::fmt::strtime::BrokenDownTime;

/// A `strftime` pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFormat {
    pattern: String,
    /// The pattern, where it has nothing but the directives below.
    items: Option<Vec<Item>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Item {
    Literal(u8),
    /// Any white space, also none.
    Space,
    /// At most so many digits, which are this part of the date; a year has all of them.
    Number(usize, usize),
    AmPm,
}

/// Places of the parts of a date.
const YEAR: usize = 0;
const MONTH: usize = 1;
const DAY: usize = 2;
const HOUR: usize = 3;
const MINUTE: usize = 4;
const SECOND: usize = 5;
const HOUR_OF_12: usize = 6;

impl DateFormat {
    /// The pattern.
    pub fn pattern(&self) -> &str {
        &self.pattern
    }

    pub(super) fn parse(&self, field: &[u8]) -> Option<Moment> {
        let by_hand = self.items.as_ref().and_then(|items| by_hand(items, field));
        // jiff allows more, such as white space before numbers.
        by_hand.or_else(|| by_jiff(&self.pattern, field).filter(|_| !self.lacks_century(field)))
    }

    /// Whether `%Y` met a year of fewer than four digits: 19 is not the year 19.
    pub(super) fn lacks_century(&self, field: &[u8]) -> bool {
        let year = BrokenDownTime::parse(&self.pattern, field).ok().and_then(|parsed| parsed.year());
        year.is_some_and(|year| {
            (0..1000).contains(&year)
                && memchr::memmem::find(field, format!("{year:04}").as_bytes()).is_none()
        })
    }
}

impl std::str::FromStr for DateFormat {
    type Err = String;

    fn from_str(pattern: &str) -> Result<DateFormat, String> {
        let sample = jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC);
        let written = jiff::fmt::strtime::format(pattern, &sample).map_err(|error| error.to_string())?;
        match by_jiff(pattern, written.as_bytes()) {
            Some(Moment { seconds: 0, .. }) => {
                Ok(DateFormat { pattern: pattern.into(), items: compile(pattern) })
            }
            _ => {
                Err(format!("{pattern:?} does not tell a whole date; use something like '%d/%m/%Y %H:%M:%S'"))
            }
        }
    }
}

fn compile(pattern: &str) -> Option<Vec<Item>> {
    let mut items = Vec::new();
    let mut bytes = pattern.bytes();
    while let Some(byte) = bytes.next() {
        items.push(match byte {
            b'%' => match bytes.next()? {
                b'Y' => Item::Number(YEAR, 4),
                b'm' => Item::Number(MONTH, 2),
                b'd' => Item::Number(DAY, 2),
                b'H' => Item::Number(HOUR, 2),
                b'I' => Item::Number(HOUR_OF_12, 2),
                b'M' => Item::Number(MINUTE, 2),
                b'S' => Item::Number(SECOND, 2),
                b'p' => Item::AmPm,
                _ => return None,
            },
            byte if byte.is_ascii_whitespace() => Item::Space,
            byte => Item::Literal(byte),
        });
    }
    // Other combinations have rules of their own.
    let has = |item| items.contains(&item);
    let clocks = (has(Item::Number(HOUR, 2)), has(Item::Number(HOUR_OF_12, 2)), has(Item::AmPm));
    matches!(clocks, (_, false, false) | (false, true, true)).then_some(items)
}

fn by_hand(items: &[Item], field: &[u8]) -> Option<Moment> {
    let mut rest = field;
    let mut parts = [0i64; 7];
    let mut afternoon = None;
    for item in items {
        match *item {
            Item::Literal(byte) => rest = rest.strip_prefix(&[byte])?,
            Item::Space => rest = rest.trim_ascii_start(),
            Item::Number(part, most) => {
                let length = rest.iter().take(most).take_while(|byte| byte.is_ascii_digit()).count();
                let least = if part == YEAR { most } else { 1 };
                let (digits, after) =
                    rest.split_at_checked(length).filter(|(digits, _)| digits.len() >= least)?;
                parts[part] = digits.iter().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'));
                rest = after;
            }
            Item::AmPm => {
                let (word, after) = rest.split_at_checked(2)?;
                afternoon = Some(word.eq_ignore_ascii_case(b"pm"));
                if !word.eq_ignore_ascii_case(b"pm") && !word.eq_ignore_ascii_case(b"am") {
                    return None;
                }
                rest = after;
            }
        }
    }
    let hour = match afternoon {
        Some(_) if !(1..=12).contains(&parts[HOUR_OF_12]) => return None,
        Some(afternoon) => parts[HOUR_OF_12] % 12 + if afternoon { 12 } else { 0 },
        None => parts[HOUR],
    };
    if !rest.is_empty() || hour > 23 || parts[MINUTE] > 59 || parts[SECOND] > 60 {
        return None;
    }
    let days = days_since_1970(parts[YEAR], parts[MONTH], parts[DAY])?;
    let clock = hour * 3600 + parts[MINUTE] * 60 + parts[SECOND].min(59);
    Some(Moment { seconds: days * 86_400 + clock, zoned: false })
}

fn by_jiff(pattern: &str, field: &[u8]) -> Option<Moment> {
    let parsed = BrokenDownTime::parse(pattern, field).ok()?;
    let floor = |time: jiff::Timestamp| time.as_nanosecond().div_euclid(1_000_000_000) as i64;
    if let Ok(time) = parsed.to_timestamp() {
        return Some(Moment { seconds: floor(time), zoned: true });
    }
    // A pattern without hours means midnight.
    let date = parsed.to_date().ok()?;
    let time = parsed.to_time().unwrap_or(jiff::civil::Time::midnight());
    let utc = date.to_datetime(time).to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Moment { seconds: floor(utc.timestamp()), zoned: false })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn patterns_that_jiff_reads() {
        for pattern in ["%d/%b/%Y:%H:%M:%S %z", "%Y-%m-%d %H:%M:%S%.f", "%s", "%F %T"] {
            assert_eq!(pattern.parse::<DateFormat>().unwrap().items, None, "{pattern}");
        }
        let fraction: DateFormat = "%Y-%m-%d %H:%M:%S%.f".parse().unwrap();
        assert_eq!(fraction.parse(b"1969-12-31 23:59:59.5"), Some(Moment { seconds: -1, zoned: false }));
    }

    proptest! {
        /// What is read by hand is what jiff reads.
        #[test]
        fn any_date_by_hand_is_what_jiff_says(
            pattern in prop::sample::select(&[
                "%d/%m/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%d.%m.%Y", "%Y%m%d %H%M%S", "%I%p %d-%m-%Y"
            ]),
            seconds in -60_000_000_000i64..250_000_000_000,
            damage in prop::option::weighted(0.5, (0usize..24, prop::sample::select(b"09 /:pmA-".to_vec()))),
        ) {
            let time = jiff::Timestamp::from_second(seconds).unwrap().to_zoned(jiff::tz::TimeZone::UTC);
            let mut text = jiff::fmt::strtime::format(pattern, &time).unwrap().into_bytes();
            if let Some((at, byte)) = damage && at < text.len() {
                text[at] = byte;
            }
            let format: DateFormat = pattern.parse().unwrap();
            let by_hand = by_hand(format.items.as_ref().unwrap(), &text);
            prop_assert!(by_hand.is_some() || damage.is_some());
            if by_hand.is_some() {
                prop_assert_eq!(by_hand, by_jiff(pattern, &text), "{:?}", String::from_utf8_lossy(&text));
            }
        }
    }
}
