//! Limits that somebody sets: a number, or a part of all.

use std::fmt;
use std::str::FromStr;

/// A number, or a part of all.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Limit {
    /// So many.
    Number(u64),
    /// So many of a hundred, 0 to 100.
    Percent(f64),
}

impl Limit {
    /// Whether `count` of `all` are within it.
    pub fn allows(self, count: u64, all: u64) -> bool {
        match self {
            Limit::Number(limit) => count <= limit,
            Limit::Percent(limit) => count as f64 <= all as f64 * limit / 100.0,
        }
    }

    /// Reads `3` or `0.5%`; None where it is neither.
    pub(crate) fn read(text: &str) -> Option<Limit> {
        match text.strip_suffix('%') {
            Some(percent) => {
                let percent: f64 = percent.trim().parse().ok()?;
                (0.0..=100.0).contains(&percent).then_some(Limit::Percent(percent))
            }
            None => text.parse().ok().map(Limit::Number),
        }
    }
}

impl fmt::Display for Limit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Limit::Number(number) => write!(f, "{number}"),
            Limit::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// How many rejected rows are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxRejects(pub Limit);

impl MaxRejects {
    /// Whether `rejected` of `rows` are acceptable.
    pub fn allows(self, rejected: u64, rows: u64) -> bool {
        self.0.allows(rejected, rows)
    }
}

impl FromStr for MaxRejects {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxRejects, String> {
        let wrong = || format!("expected a number of rows or a percentage such as 0.5%, not {text:?}");
        Limit::read(text).map(MaxRejects).ok_or_else(wrong)
    }
}

impl fmt::Display for MaxRejects {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// 1 %.
impl Default for MaxRejects {
    fn default() -> MaxRejects {
        MaxRejects(Limit::Percent(1.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_or_a_part_of_all_is_read_and_shown() {
        for (text, expected) in [
            ("3", Limit::Number(3)),
            ("0", Limit::Number(0)),
            ("0.5%", Limit::Percent(0.5)),
            ("0%", Limit::Percent(0.0)),
            ("100%", Limit::Percent(100.0)),
        ] {
            assert_eq!(Limit::read(text), Some(expected), "{text}");
            assert_eq!(expected.to_string(), text);
            assert_eq!(text.parse(), Ok(MaxRejects(expected)), "{text}");
        }
        for wrong in ["", "%", "-1", "1.5", "-0.5%", "100.5%", "nan%", "many"] {
            assert_eq!(Limit::read(wrong), None, "{wrong}");
            assert!(wrong.parse::<MaxRejects>().unwrap_err().contains(wrong), "{wrong}");
        }
        assert_eq!(MaxRejects::default().to_string(), "1%");
    }

    #[test]
    fn the_limit_itself_is_allowed() {
        for (limit, count, all, is_allowed) in [
            (Limit::Number(3), 3, 3, true),
            (Limit::Number(3), 4, 4_000, false),
            (Limit::Percent(1.0), 2, 200, true),
            (Limit::Percent(1.0), 2, 199, false),
            (Limit::Percent(50.0), 5, 10, true),
            (Limit::Percent(50.0), 6, 10, false),
            (Limit::Percent(0.0), 0, 0, true),
            (Limit::Percent(0.0), 1, 1_000, false),
        ] {
            assert_eq!(limit.allows(count, all), is_allowed, "{limit}: {count} of {all}");
            assert_eq!(MaxRejects(limit).allows(count, all), is_allowed, "{limit}: {count} of {all}");
        }
    }
}
