//! Why a line is no event.

use std::fmt;
use std::path::PathBuf;

macro_rules! reasons {
    ($($name:ident = $text:literal),+ $(,)?) => {
        /// Why a line or row was rejected. The texts are stable: they stand in reports and in `audit_log`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $(#[doc = $text] $name),+
        }

        impl Reason {
            /// All of them, in the order of their discriminants.
            pub const ALL: &[Reason] = &[$(Reason::$name),+];

            /// What stands in reports.
            pub fn text(self) -> &'static str {
                match self { $(Reason::$name => $text),+ }
            }
        }
    };
}

reasons! {
    BadJson = "not a JSON object",
    BadField = "timestamp, operation, action or path is of the wrong type or given twice",
    NoTime = "no timestamp",
    BadTime = "timestamp is neither a number nor ISO 8601 with Z or an offset",
    TimeBefore1980 = "time before 1980",
    TimeAhead = "time too far ahead of the clock",
    NoAction = "no action",
    NoPath = "no path of a file",
    LineTooLong = "line too long",
    BadPath = "the path is of no file below the share's root: it lies outside, ends in a slash, or has '..' in it",
    BadRow = "a row needs file_path and new_last_accessed",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text())
    }
}

/// One rejected line of a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reject {
    /// The file it stands in.
    pub path: PathBuf,
    /// Its number from 1, if the lines before it were ever counted.
    pub line: Option<u64>,
    /// The offset of its first byte (decompressed).
    pub byte: u64,
    /// Why.
    pub reason: Reason,
}

/// Rejected lines by reason.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ByReason([u64; Reason::ALL.len()]);

impl ByReason {
    /// Counts one.
    pub fn add(&mut self, reason: Reason) {
        self.0[reason as usize] += 1;
    }

    /// Adds the counts of another part of the same batch.
    pub fn merge(&mut self, rest: &ByReason) {
        for (mine, theirs) in self.0.iter_mut().zip(rest.0) {
            *mine += theirs;
        }
    }

    /// Reason and lines of every reason that was met.
    pub fn iter(&self) -> impl Iterator<Item = (Reason, u64)> {
        Reason::ALL.iter().map(|reason| (*reason, self.0[*reason as usize])).filter(|(_, lines)| *lines > 0)
    }

    /// All rejected lines.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }
}
