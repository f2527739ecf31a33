//! How much of a share one scan may do away with. More is a sign that the scan is not of this share as it was: an empty
//! mount, half of a dump, another root, another tool.

use crate::limits::Limit;
use std::fmt;
use std::str::FromStr;

/// How many of those that there are a scan may end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MaxLost {
    limit: Limit,
    /// Where there are fewer, all may go.
    among: u64,
}

const HALF: Limit = Limit::Percent(50.0);

impl MaxLost {
    /// Files found removed, where nobody says otherwise. Smaller shares are emptied and filled again by the best of
    /// administrators.
    pub const REMOVED: MaxLost = MaxLost { limit: HALF, among: 1_000 };
    /// Stubs found replaced, where nobody says otherwise. People do not write most of what lay unused over again in a day.
    pub const REPLACED: MaxLost = MaxLost { limit: HALF, among: 10 };

    /// What somebody says, however few there are.
    pub const fn new(limit: Limit) -> MaxLost {
        MaxLost { limit, among: 0 }
    }

    /// Whether `lost` of `present` may go.
    pub fn allows(self, lost: u64, present: u64) -> bool {
        present < self.among || self.limit.allows(lost, present)
    }
}

impl FromStr for MaxLost {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxLost, String> {
        let wrong = || format!("expected a number or a percentage such as 20%, not {text:?}");
        Limit::read(text).map(MaxLost::new).ok_or_else(wrong)
    }
}

impl fmt::Display for MaxLost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.limit.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_the_last_number_that_is_allowed() {
        for (limit, lost, present, allowed) in [
            ("3", 3, 4, true),
            ("3", 4, 4_000_000, false),
            ("0", 0, 0, true),
            ("0%", 1, 10, false),
            ("10%", 1, 10, true),
            ("10%", 2, 19, false),
            ("100%", 10, 10, true),
        ] {
            let max: MaxLost = limit.parse().unwrap();
            assert_eq!(max.allows(lost, present), allowed, "{lost} of {present}, {limit}");
            assert_eq!(max.to_string(), limit);
        }
        for (max, lost, present, allowed) in [
            (MaxLost::REMOVED, 999, 999, true),
            (MaxLost::REMOVED, 500, 1000, true),
            (MaxLost::REMOVED, 501, 1000, false),
            (MaxLost::REPLACED, 9, 9, true),
            (MaxLost::REPLACED, 5, 10, true),
            (MaxLost::REPLACED, 6, 10, false),
        ] {
            assert_eq!(max.allows(lost, present), allowed, "{lost} of {present}, {max:?}");
        }
        for wrong in ["", "-1", "101%", "-1%", "NaN%", "half", "1.5"] {
            assert!(wrong.parse::<MaxLost>().is_err(), "{wrong}");
        }
    }
}
