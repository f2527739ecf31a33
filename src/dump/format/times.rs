//! Times as text: ISO 8601 and its relatives by hand, everything else by `--date-format`.

use super::fields::{filetime, integer, is_unknown_time, not_a, unix_time};
use super::moment::Moment;
use super::pattern::DateFormat;
use super::raw_times::{RawTimes, TimeNumbers};
use super::reject::Reject;
use super::unit::TimeUnit;
use super::year_first::year_first;
use super::zone::Zone;
use std::borrow::Cow;
use std::ops::Range;

/// How the times of a dump are to be read, as far as the dump does not say it itself.
#[derive(Debug, Clone, Default)]
pub struct Times {
    /// What the clock of the machine showed.
    pub zone: Option<Zone>,
    /// How dates are written.
    pub date_format: Option<DateFormat>,
    /// What times that are numbers count.
    pub unit: Option<TimeUnit>,
}

impl Times {
    /// Text in UTC unless it says another zone.
    pub(super) fn utc(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        let Some(moment) = self.moment(column, field)? else { return Ok(None) };
        Ok(known(moment.seconds))
    }

    /// Text on the clock of the machine unless it says its zone.
    pub(super) fn local(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        let Some(moment) = self.moment(column, field)? else { return Ok(None) };
        self.on_clock(column, field, moment)
    }

    fn on_clock(&self, column: &str, field: &[u8], moment: Moment) -> Result<Option<i64>, Reject> {
        match &self.zone {
            _ if moment.zoned => Ok(known(moment.seconds)),
            Some(zone) => Ok(known(zone.to_unix(moment.seconds))),
            // The beginning of a calendar means "unknown" in every zone.
            None if is_beginning(moment.seconds) => Ok(None),
            None => Err(Reject::needs_flag(
                format!("{column} is a local time"),
                "say of which zone with --time-zone, such as Europe/Berlin or UTC",
            )
            .showing(field)),
        }
    }

    /// A unix time, unless a flag says another unit.
    pub(super) fn unix(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        let Some(unit) = self.unit else { return unix_time(column, field) };
        let field = field.trim_ascii();
        if is_unknown_time(field) {
            return Ok(None);
        }
        let moment = unit.moment(field).ok_or_else(|| not_a(unit.described(), column, field))?;
        self.on_clock(column, field, moment)
    }

    /// A time of find: `%T@` or `%T+`, which is on the clock of the machine.
    pub(super) fn find(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        if field.get(10) == Some(&b'+') { self.local(column, field) } else { self.unix(column, field) }
    }

    /// FILETIME, or text.
    pub(super) fn windows(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        if self.unit.is_none() && field.iter().all(u8::is_ascii_digit) {
            return filetime(column, field);
        }
        self.local(column, field)
    }

    /// Unix time, FILETIME or text, told apart by length.
    pub(super) fn any(&self, column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
        let field = field.trim_ascii();
        let whole = &field[..memchr::memchr(b'.', field).unwrap_or(field.len())];
        if self.date_format.is_some() || self.unit.is_some() || integer(whole).is_none() {
            return self.local(column, field);
        }
        let fraction = &field[whole.len()..];
        match whole.len() {
            ..=12 if fraction.iter().skip(1).all(u8::is_ascii_digit) => unix_time(column, field),
            // Such as 2024.01.02.
            ..=12 => self.local(column, field),
            17.. => filetime(column, field),
            _ => Err(not_a("a time in seconds since 1970 or a FILETIME", column, field)
                .advising("say what it counts with --time-unit, such as ms")),
        }
    }

    /// The times of a record for [`super::wrong_unit`], unless a flag says how they are to be read.
    pub(super) fn raw<'r>(&self, fields: [&'r [u8]; 3], numbers: TimeNumbers) -> Option<RawTimes<'r>> {
        let told = match numbers {
            TimeNumbers::ByLength => self.unit.is_some() || self.date_format.is_some(),
            TimeNumbers::Are(_) => self.unit.is_some(),
        };
        (!told).then_some(RawTimes { fields, numbers })
    }

    fn moment(&self, column: &str, field: &[u8]) -> Result<Option<Moment>, Reject> {
        let field = field.trim_ascii();
        if is_unknown_time(field) {
            return Ok(None);
        }
        if let Some(moment) = self.unit.and_then(|unit| unit.moment(field)) {
            return Ok(Some(moment));
        }
        let plain = with_plain_spaces(field);
        let field = plain.as_ref();
        let moment = match &self.date_format {
            Some(format) => format.parse(field),
            None if field.ends_with(b"]") => annotated(field),
            None => year_first(field).or_else(|| by_jiff(field)),
        };
        if moment.is_some_and(|found| CENTURY_S.contains(&found.seconds) && !is_beginning(found.seconds)) {
            return Err(Reject::of_value(format!("{column} has a year of two digits"))
                .advising("say how it is written with --date-format, where %y is a year of two digits and %Y of four")
                .showing(field));
        }
        moment.map(Some).ok_or_else(|| match &self.date_format {
            Some(format) if format.lacks_century(field) => Reject::needs_flag(
                format!("{column} has a year of two digits"),
                "%Y in --date-format is a year of four; say %y",
            )
            .showing(field),
            Some(format) => not_a(&format!("a date like --date-format {}", format.pattern()), column, field),
            None if is_day_or_month_first(field) => Reject::needs_flag(
                format!("{column} may have the day or the month first"),
                "say how it is written with --date-format, such as '%d/%m/%Y %H:%M:%S' or '%m/%d/%Y %I:%M:%S %p'",
            )
            .showing(field),
            None => not_a("a date that begins with the year; say how it is written with --date-format", column, field),
        })
    }
}

/// 1601-01-01 and 0001-01-01: FILETIME 0 and the first time of .NET are often shown as dates.
const BEGINNINGS_S: [i64; 2] = [-11_644_473_600, -62_135_596_800];

/// What no file can be as old as, and two digits of a year are: the years 0 to 99.
const CENTURY_S: Range<i64> = -62_167_219_200..-59_011_459_200;

/// Whether it is the beginning of a calendar on some clock.
fn is_beginning(seconds: i64) -> bool {
    BEGINNINGS_S.iter().any(|beginning| seconds.abs_diff(*beginning) <= 86_400)
}

fn known(seconds: i64) -> Option<i64> {
    Some(seconds).filter(|&seconds| seconds != 0 && !is_beginning(seconds))
}

/// The spaces of typography as plain ones, and no marks of direction: Windows and .NET write both into dates.
fn with_plain_spaces(field: &[u8]) -> Cow<'_, [u8]> {
    if field.is_ascii() {
        return Cow::Borrowed(field);
    }
    let text = String::from_utf8_lossy(field);
    let plain = text.replace(['\u{202F}', '\u{A0}', '\u{2009}'], " ").replace(['\u{200E}', '\u{200F}'], "");
    Cow::Owned(plain.into_bytes())
}

/// What ISO 8601 allows beside: years beyond 9999, no separators.
fn by_jiff(field: &[u8]) -> Option<Moment> {
    let text = std::str::from_utf8(field).ok()?;
    let floor = |time: jiff::Timestamp| time.as_nanosecond().div_euclid(1_000_000_000) as i64;
    if let Ok(time) = text.parse::<jiff::Timestamp>() {
        return Some(Moment { seconds: floor(time), zoned: true });
    }
    let local = text.parse::<jiff::civil::DateTime>().ok()?;
    let utc = local.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(Moment { seconds: floor(utc.timestamp()), zoned: false })
}

/// `2024-01-02T03:04:05[America/New_York]`: a zone that the time names holds before that of `--time-zone`. A zone that
/// is not known, or that has another offset than the time says, makes it no time.
fn annotated(field: &[u8]) -> Option<Moment> {
    let time: jiff::Zoned = std::str::from_utf8(field).ok()?.parse().ok()?;
    let seconds = time.timestamp().as_nanosecond().div_euclid(1_000_000_000) as i64;
    Some(Moment { seconds, zoned: true })
}

/// `6/10/2019`, `06.10.19`, `6-10-2019`, whatever follows. Even `25/12/2019` is asked for: the next row may be `1/2/2020`.
fn is_day_or_month_first(field: &[u8]) -> bool {
    let mut parts = field.split(|byte| matches!(byte, b'/' | b'.' | b'-'));
    let mut number =
        || parts.next().is_some_and(|part| matches!(part.len(), 1..=2) && integer(part).is_some());
    number() && number() && parts.next().is_some_and(|year| year.iter().take(2).all(u8::is_ascii_digit))
}

#[cfg(test)]
#[path = "times_tests.rs"]
mod tests;
