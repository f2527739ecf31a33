//! Times in another unit than they would be taken for, told by the first records. A single strange time is kept as it
//! is; where most of a column lie far from now, and another reading has them near, the reading is asked for.

use super::fields::{is_unknown_time, whole};
use super::moment::days_since_1970;
use super::raw_times::{RawTimes, TimeNumbers};
use super::unit::TimeUnit;
use std::ops::Range;

/// 1900 to 2200: a time outside is strange.
pub(crate) const ORDINARY_S: Range<i64> = -2_208_988_800..7_258_118_400;

/// 1980 to 2100: where a reading has the times of real files.
const LIKELY_S: Range<i64> = 315_532_800..4_102_444_800;

/// 1982 to 2119 as days of Excel, and one day of 1970 as seconds.
const EXCEL_DAYS: Range<i64> = 30_000..80_000;

/// 1990: where the files of a dump begin that has its times in minutes or hours.
const COARSE_FROM_S: i64 = 631_152_000;

/// A clock may be ahead.
const AHEAD_S: i64 = 86_400;

/// Units in which a number of our days is a second of 1970, after what archives and clocks that were never set leave.
const COARSE: [(TimeUnit, i64); 2] = [(TimeUnit::Minutes, 60), (TimeUnit::Hours, 3_600)];

/// Where more than one of so many times is near as seconds, the others are old.
const HARDLY_ANY: usize = 20;

/// Dates that are written as numbers, by their length.
const DATES: [(usize, &str); 3] = [(8, "%Y%m%d"), (12, "%Y%m%d%H%M"), (14, "%Y%m%d%H%M%S")];

/// The times of the first records.
#[derive(Debug)]
pub struct FirstTimes {
    now_unix: i64,
    /// Last access, last change, creation or change of the inode.
    columns: [Column; 3],
}

#[derive(Debug, Default)]
struct Column {
    /// Numbers that are no word for "unknown".
    numbers: usize,
    strange: usize,
    /// The first strange one, and what it would be taken for.
    first: Option<(Vec<u8>, Option<TimeUnit>, TimeNumbers)>,
    /// How many strange ones are near in each unit, and as each form of date.
    units: [usize; TimeUnit::ALL.len()],
    dates: [usize; DATES.len()],
    /// How many are near as seconds, how many would be in each of [`COARSE`], and the first of those.
    near: usize,
    coarse: [usize; COARSE.len()],
    first_coarse: [Option<Vec<u8>>; COARSE.len()],
}

impl FirstTimes {
    /// None yet. `now_unix` is a parameter, so that a run can be repeated exactly.
    pub fn at(now_unix: i64) -> FirstTimes {
        FirstTimes { now_unix, columns: Default::default() }
    }

    /// Adds those of a record.
    pub fn add(&mut self, times: RawTimes<'_>) {
        for (column, field) in self.columns.iter_mut().zip(times.fields) {
            column.add(field.trim_ascii(), times.numbers, self.now_unix);
        }
    }

    /// Which flag is missing, if one is.
    pub fn ask(&self) -> Option<String> {
        let names = ["last access", "last change", "creation"];
        self.columns.iter().zip(names).find_map(|(column, name)| column.ask(name))
    }
}

impl Column {
    fn add(&mut self, field: &[u8], numbers: TimeNumbers, now_unix: i64) {
        let Some(number) = whole(field).filter(|_| !is_unknown_time(field)) else { return };
        self.numbers += 1;
        let taken = numbers.unit_of(field);
        if taken == Some(TimeUnit::Seconds) {
            self.add_seconds(field, number, now_unix);
        }
        let seconds = |unit: TimeUnit| unit.moment(field).map(|moment| moment.seconds);
        let is_excel = taken == Some(TimeUnit::Seconds) && EXCEL_DAYS.contains(&number);
        let date = date_form(field);
        // A date of eight digits is a day of August 1970, as seconds.
        let is_date = taken != Some(TimeUnit::Filetime) && date.is_some();
        if !is_excel && !is_date && taken.and_then(seconds).is_some_and(|time| ORDINARY_S.contains(&time)) {
            return;
        }
        self.strange += 1;
        self.first.get_or_insert_with(|| (field.to_vec(), taken, numbers));
        for (unit, near) in TimeUnit::ALL.into_iter().zip(&mut self.units) {
            *near += usize::from(seconds(unit).is_some_and(|time| LIKELY_S.contains(&time)));
        }
        if let Some(form) = date {
            self.dates[form] += 1;
        }
    }

    /// Adds a number that would be taken for seconds.
    fn add_seconds(&mut self, field: &[u8], number: i64, now_unix: i64) {
        self.near += usize::from(LIKELY_S.contains(&number));
        for (place, (_, in_one)) in COARSE.into_iter().enumerate() {
            if (COARSE_FROM_S / in_one..=(now_unix + AHEAD_S) / in_one).contains(&number) {
                self.coarse[place] += 1;
                self.first_coarse[place].get_or_insert_with(|| field.to_vec());
            }
        }
    }

    fn ask(&self, name: &str) -> Option<String> {
        self.ask_strange(name).or_else(|| self.ask_coarse(name))
    }

    /// A number of minutes is an ordinary time of 1970 as seconds. One is what it says; a column of them is not.
    fn ask_coarse(&self, name: &str) -> Option<String> {
        if self.near * HARDLY_ANY > self.numbers {
            return None;
        }
        let place = self.coarse.iter().position(|count| count * 2 > self.numbers)?;
        let value = self.first_coarse[place].as_ref()?;
        Some(format!(
            "most times of {name} are numbers like {}, which as {} is of the year 1970; say {}, or --time-unit s if they are \
             meant so",
            String::from_utf8_lossy(value),
            TimeUnit::Seconds.described(),
            way_by_unit(COARSE[place].0, value)
        ))
    }

    fn ask_strange(&self, name: &str) -> Option<String> {
        let most = |count: usize| count * 2 > self.numbers;
        let (value, taken, numbers) = self.first.as_ref().filter(|_| most(self.strange))?;
        let are_dates = self.dates.into_iter().any(most);
        let units = TimeUnit::ALL.into_iter().zip(self.units).filter(|(unit, near)| {
            // Dates of eight digits are minutes of our days as well.
            most(*near) && Some(*unit) != *taken && !(are_dates && *unit == TimeUnit::Minutes)
        });
        let mut ways: Vec<String> = units.map(|(unit, _)| way_by_unit(unit, value)).collect();
        let dates = DATES.iter().zip(self.dates).filter(|(_, count)| most(*count));
        ways.extend(dates.map(|((_, pattern), _)| match numbers {
            TimeNumbers::ByLength => format!("--date-format {pattern} if they are dates"),
            TimeNumbers::Are(_) => {
                format!("--format csv --map path=...,size=... --date-format {pattern} if they are dates")
            }
        }));
        if ways.is_empty() {
            return None;
        }
        let value = String::from_utf8_lossy(value);
        let taken_for = match taken {
            Some(unit) => {
                ways.push(format!("--time-unit {} if they are meant so", unit.name()));
                let seconds = unit.moment(value.as_bytes()).map_or(0, |moment| moment.seconds);
                format!("which as {} is of the year {}", unit.described(), year_of(seconds))
            }
            None => "which is neither a unix time nor a FILETIME".to_string(),
        };
        Some(format!(
            "most times of {name} are numbers like {value:.40}, {taken_for}; say {}",
            ways.join(", or ")
        ))
    }
}

fn way_by_unit(unit: TimeUnit, value: &[u8]) -> String {
    let year = unit.moment(value).map_or(1970, |moment| year_of(moment.seconds));
    format!("--time-unit {} if {} is of {year}", unit.name(), String::from_utf8_lossy(value))
}

fn year_of(seconds: i64) -> i64 {
    const YEAR_S: i64 = 31_556_952;
    1970 + seconds.div_euclid(YEAR_S)
}

/// The place in [`DATES`] of what a number would be as a date between 1980 and 2100.
fn date_form(digits: &[u8]) -> Option<usize> {
    let form = DATES.iter().position(|(length, _)| *length == digits.len())?;
    let number = |range: Range<usize>| {
        digits.get(range)?.iter().try_fold(0, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + i64::from(digit - b'0'))
        })
    };
    let days = days_since_1970(number(0..4)?, number(4..6)?, number(6..8)?)?;
    let clock_is_good = number(8..10).is_none_or(|hour| hour < 24)
        && number(10..12).is_none_or(|minute| minute < 60)
        && number(12..14).is_none_or(|second| second < 61);
    let all_digits = digits.iter().all(u8::is_ascii_digit);
    (all_digits && clock_is_good && LIKELY_S.contains(&(days * 86_400))).then_some(form)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(numbers: TimeNumbers, values: &[&str]) -> Option<String> {
        let mut times = FirstTimes::at(1_780_000_000);
        for value in values {
            times.add(RawTimes { fields: [b"", value.as_bytes(), b""], numbers });
        }
        times.ask()
    }

    const UNIX: TimeNumbers = TimeNumbers::Are(TimeUnit::Seconds);

    #[test]
    fn the_unit_that_fits_is_named() {
        for (numbers, value, flag) in [
            (UNIX, "1700000000000", "--time-unit ms"),
            (UNIX, "1700000000000000", "--time-unit us"),
            (UNIX, "1700000000000000000", "--time-unit ns"),
            (UNIX, "133486382450000000", "--time-unit filetime"),
            (UNIX, "638397614450000000", "--time-unit ticks"),
            (UNIX, "45293.5", "--time-unit excel"),
            (TimeNumbers::ByLength, "1700000000000", "--time-unit ms"),
            (TimeNumbers::ByLength, "1700000000000000000", "--time-unit ns"),
            (TimeNumbers::ByLength, "638397614450000000", "--time-unit ticks"),
            (TimeNumbers::ByLength, "45293", "--time-unit excel"),
            (TimeNumbers::ByLength, "20240102", "--date-format %Y%m%d if"),
            (TimeNumbers::ByLength, "202401021530", "--date-format %Y%m%d%H%M if"),
            (TimeNumbers::ByLength, "20240102153045", "--date-format %Y%m%d%H%M%S if"),
            (UNIX, "20240102", "--format csv"),
            (UNIX, "28333333", "--time-unit min if 28333333 is of 2023"),
            (UNIX, "472222.5", "--time-unit h if 472222.5 is of 2023"),
            (TimeNumbers::ByLength, "10519200", "--time-unit min if 10519200 is of 1990"),
            (TimeNumbers::Are(TimeUnit::Filetime), "28333333", "--time-unit min"),
            (TimeNumbers::Are(TimeUnit::Filetime), "1700000000", "--time-unit s"),
            (TimeNumbers::Are(TimeUnit::Filetime), "638397614450000000", "--time-unit ticks"),
        ] {
            let said = asked(numbers, &[value, value, "0", ""]).unwrap();
            assert!(said.contains(flag) && said.contains(value) && said.contains("last change"), "{said}");
        }
    }

    #[test]
    fn a_single_strange_time_is_not_asked_about() {
        assert_eq!(asked(UNIX, &["1700000000000", "1700000000", "1700000000"]), None);
    }

    #[test]
    fn old_times_and_a_few_that_may_be_minutes_are_not_asked_about() {
        let mut many = vec!["28333333"; 60];
        many.extend(["1700000000"; 4]);
        for values in [
            &["0", "1", "315532800", "0", ""][..],
            &["1", "2", "28333333"],
            &["86400", "172800", "31536000"],
            // Beyond the clock by more than a day, and before 1990.
            &["29668107", "10519199", "175319", "494469"],
            &many,
        ] {
            assert_eq!(asked(UNIX, values), None, "{values:?}");
        }
        many.truncate(63);
        assert!(asked(UNIX, &many).is_some());
        let said = asked(UNIX, &["20240102"; 3]).unwrap();
        assert!(!said.contains("--time-unit min"), "{said}");
    }

    #[test]
    fn ordinary_times_and_those_that_no_unit_explains_are_not_asked_about() {
        for values in [
            &["1700000000", "-1", "5", "NULL", "1700000000.5"][..],
            &["253402300799", "253402300799"],
            &["9223372036854775807", "-9223372036854775807"],
            &["2024-01-02", "x", ""],
        ] {
            assert_eq!(asked(UNIX, values), None, "{values:?}");
        }
        let by_length = asked(TimeNumbers::ByLength, &["133486382450000000", "1700000000"]);
        assert_eq!(by_length, None);
    }
}
