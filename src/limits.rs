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
