//! How many files a scan may find removed. More are a sign of an empty mount, of half a dump, or of another root.

/// How many files a scan may find removed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRemoved {
    /// A number of files.
    Files(u64),
    /// A part of the files that are present, 0 to 100.
    Percent(f64),
    /// Half of the files of a share of [`MaxRemoved::SMALL`] files or more.
    Half,
}

impl MaxRemoved {
    /// Smaller shares are emptied and filled again by the best of administrators.
    pub const SMALL: u64 = 1_000;

    /// Whether `removed` of `present` files may go.
    pub fn allows(self, removed: u64, present: u64) -> bool {
        let within = |percent: f64| removed as f64 <= present as f64 * percent / 100.0;
        match self {
            MaxRemoved::Files(limit) => removed <= limit,
            MaxRemoved::Percent(limit) => within(limit),
            MaxRemoved::Half => present < MaxRemoved::SMALL || within(50.0),
        }
    }
}

impl std::str::FromStr for MaxRemoved {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxRemoved, String> {
        let wrong = || format!("expected a number of files or a percentage such as 20%, not {text:?}");
        match text.strip_suffix('%') {
            Some(percent) => match percent.trim().parse::<f64>() {
                Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(MaxRemoved::Percent(percent)),
                _ => Err(wrong()),
            },
            None => text.parse().map(MaxRemoved::Files).map_err(|_| wrong()),
        }
    }
}

impl std::fmt::Display for MaxRemoved {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MaxRemoved::Files(files) => write!(f, "{files}"),
            MaxRemoved::Percent(percent) => write!(f, "{percent}%"),
            MaxRemoved::Half => f.write_str("50%"),
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
