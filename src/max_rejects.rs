//! How many rejected rows are too many.

/// How many rejected rows are too many.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaxRejects {
    /// A number of rows.
    Rows(u64),
    /// A share of all rows, 0 to 100.
    Percent(f64),
}

impl MaxRejects {
    /// Whether `rejected` of `rows` are acceptable.
    pub fn allows(self, rejected: u64, rows: u64) -> bool {
        match self {
            MaxRejects::Rows(limit) => rejected <= limit,
            MaxRejects::Percent(limit) => rejected as f64 <= rows as f64 * limit / 100.0,
        }
    }
}

impl std::str::FromStr for MaxRejects {
    type Err = String;

    fn from_str(text: &str) -> Result<MaxRejects, String> {
        let wrong = || format!("expected a number of rows or a percentage such as 0.5%, not {text:?}");
        match text.strip_suffix('%') {
            Some(percent) => match percent.trim().parse::<f64>() {
                Ok(percent) if (0.0..=100.0).contains(&percent) => Ok(MaxRejects::Percent(percent)),
                _ => Err(wrong()),
            },
            None => text.parse().map(MaxRejects::Rows).map_err(|_| wrong()),
        }
    }
}

impl std::fmt::Display for MaxRejects {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            MaxRejects::Rows(rows) => write!(f, "{rows}"),
            MaxRejects::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

/// 1 %.
impl Default for MaxRejects {
    fn default() -> MaxRejects {
        MaxRejects::Percent(1.0)
    }
}
