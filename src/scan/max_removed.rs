//! How many files a scan may find removed. More are a sign of an empty mount, of half a dump, or of another root.

use crate::limits::Limit;
use std::fmt;
use std::str::FromStr;

/// How many files a scan may find removed, of those that are present.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRemoved {
    /// What somebody says.
    Limit(Limit),
    /// Half of the files of a share of [`MaxRemoved::SMALL`] files or more.
    Half,
}

const HALF: Limit = Limit::Percent(50.0);

impl MaxRemoved {
    /// Smaller shares are emptied and filled again by the best of administrators.
    pub const SMALL: u64 = 1_000;

    /// Whether `removed` of `present` files may go.
    pub fn allows(self, removed: u64, present: u64) -> bool {
        match self {
            MaxRemoved::Limit(limit) => limit.allows(removed, present),
            MaxRemoved::Half => present < MaxRemoved::SMALL || HALF.allows(removed, present),
        }
    }
}

impl FromStr for MaxRemoved {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxRemoved, String> {
        let wrong = || format!("expected a number of files or a percentage such as 20%, not {text:?}");
        Limit::read(text).map(MaxRemoved::Limit).ok_or_else(wrong)
    }
}

impl fmt::Display for MaxRemoved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MaxRemoved::Limit(limit) => limit.fmt(f),
            MaxRemoved::Half => HALF.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_last_number_that_is_allowed() {
        for (limit, removed, present, allowed) in [
            ("3", 3, 4, true),
            ("3", 4, 4_000_000, false),
            ("0", 0, 0, true),
            ("0%", 1, 10, false),
            ("10%", 1, 10, true),
            ("10%", 2, 19, false),
            ("100%", 10, 10, true),
        ] {
            let max: MaxRemoved = limit.parse().unwrap();
            assert_eq!(max.allows(removed, present), allowed, "{removed} of {present}, {limit}");
            assert_eq!(max.to_string(), limit);
        }
        for (removed, present, allowed) in [(999, 999, true), (500, 1000, true), (501, 1000, false)] {
            assert_eq!(MaxRemoved::Half.allows(removed, present), allowed, "{removed} of {present}");
        }
        for wrong in ["", "-1", "101%", "-1%", "NaN%", "half", "1.5"] {
            assert!(wrong.parse::<MaxRemoved>().is_err(), "{wrong}");
        }
    }
}
