//! Why a record is no row: what many records may share, and what stands in this one.

use crate::dump::input::BrokenQuote;
use crate::dump::path::PathError;
use std::borrow::Cow;
use std::fmt;

/// Why a record is no row. Its text ([`fmt::Display`]) goes to the ledger and to the rejects file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// What is wrong, and with which column: the same for all records in which that is wrong.
    pub reason: Cow<'static, str>,
    /// What stands there, quoted.
    pub value: Option<String>,
    /// What may be behind it, or what to do about it.
    pub advice: Option<&'static str>,
    /// The record is good, and a flag is missing that says how to read it; `advice` names it.
    pub needs_flag: bool,
    /// Only values are wrong: the fields of the record stand where they belong.
    pub is_whole: bool,
    /// What it is about can be no file of a share, so none is kept for its sake.
    pub is_of_no_file: bool,
}

impl Reject {
    pub(crate) fn new(reason: impl Into<Cow<'static, str>>) -> Reject {
        Reject {
            reason: reason.into(),
            value: None,
            advice: None,
            needs_flag: false,
            is_whole: false,
            is_of_no_file: false,
        }
    }

    /// One value of an otherwise sound record.
    pub(crate) fn of_value(reason: impl Into<Cow<'static, str>>) -> Reject {
        Reject { is_whole: true, ..Reject::new(reason) }
    }

    /// Something that the dump has and a file system cannot have.
    pub(super) fn of_no_file(reason: impl Into<Cow<'static, str>>) -> Reject {
        Reject { is_of_no_file: true, ..Reject::new(reason) }
    }

    pub(super) fn needs_flag(reason: impl Into<Cow<'static, str>>, advice: &'static str) -> Reject {
        Reject { advice: Some(advice), needs_flag: true, ..Reject::of_value(reason) }
    }

    pub(crate) fn advising(self, advice: &'static str) -> Reject {
        Reject { advice: Some(advice), ..self }
    }

    pub(crate) fn showing(self, value: &[u8]) -> Reject {
        Reject { value: Some(shown(value)), ..self }
    }
}

/// Longer values are cut in messages. The whole record stands in the rejects file.
const SHOWN_CHARS: usize = 60;

/// A value as messages show it: quoted, escaped, and cut.
pub(crate) fn shown(value: &[u8]) -> String {
    // No character has more than four bytes.
    let start = &value[..value.len().min(4 * (SHOWN_CHARS + 1))];
    let text = String::from_utf8_lossy(start);
    let short: String = text.chars().take(SHOWN_CHARS).collect();
    if short.len() < text.len() { format!("{short:?}...") } else { format!("{short:?}") }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        match (&self.value, self.advice) {
            (Some(value), Some(advice)) => write!(f, ", {value}: {advice}"),
            (Some(value), None) => write!(f, ": {value}"),
            (None, Some(advice)) => write!(f, ": {advice}"),
            (None, None) => Ok(()),
        }
    }
}

impl std::error::Error for Reject {}

impl From<PathError> for Reject {
    fn from(error: PathError) -> Reject {
        Reject::of_value(error.to_string())
    }
}

impl From<BrokenQuote> for Reject {
    fn from(broken: BrokenQuote) -> Reject {
        Reject::new(broken.to_string()).advising(match broken {
            BrokenQuote::NotClosed => "is the record cut off?",
            BrokenQuote::GoesOn => "two records on one line, or a quote in a name that is not doubled?",
            BrokenQuote::Stray => "the rest of a broken record?",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_values_are_cut() {
        assert_eq!(shown(&[b'x'; 60]), format!("{:?}", "x".repeat(60)));
        assert_eq!(shown(&[0; 128 << 10]), format!("{:?}...", "\0".repeat(60)));
        assert_eq!(shown("😀".repeat(61).as_bytes()), format!("{:?}...", "😀".repeat(60)));
        assert!(Reject::new("x").showing(&[b'y'; 1000]).to_string().len() < 100);
    }

    #[test]
    fn the_text_is_the_reason_with_what_is_known_of_the_record() {
        let reject = Reject::new("size is not a size in bytes");
        assert_eq!(reject.to_string(), "size is not a size in bytes");
        let shown = reject.clone().showing(b"12\xFF45");
        assert_eq!(shown.to_string(), "size is not a size in bytes: \"12\u{FFFD}45\"");
        assert_eq!(shown.reason, reject.reason);
        assert_eq!(reject.advising("why?").to_string(), "size is not a size in bytes: why?");
        let reject = Reject::needs_flag("t is a local time", "say of which zone").showing(b"1:00");
        assert_eq!(reject.to_string(), "t is a local time, \"1:00\": say of which zone");
        assert_eq!(Reject::from(PathError::EmptyName).to_string(), "the name is empty");
    }
}
