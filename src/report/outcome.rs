//! What a report says.

use jiff::Timestamp;

/// What a report says about a share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportOutcome {
    /// What the share holds; None when only changes were asked for.
    pub contents: Option<Contents>,
    /// What its latest published scan changed; None when it was the first.
    pub changes: Option<Changes>,
}

/// What a share holds now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contents {
    /// Files.
    pub files: u64,
    /// Bytes of those whose size is known.
    pub bytes: u128,
    /// Bytes that they take up on the storage, those of a hard link once; None when no dump said it.
    pub allocated_bytes: Option<u128>,
    /// Directories that hold a file.
    pub directories: u64,
    /// By time since the last access, newest first; only ages that a file has.
    pub ages: Vec<AgeTotals>,
    /// The ten with the most bytes, largest first.
    pub largest_directories: Vec<DirectoryTotals>,
    /// The ten with the most bytes, largest first.
    pub largest_extensions: Vec<ExtensionTotals>,
}

/// Files of one age.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgeTotals {
    /// Their age.
    pub age: Age,
    /// How many.
    pub files: u64,
    /// Bytes of those whose size is known.
    pub bytes: u128,
}

/// Time since the last access.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Age {
    /// Less than 7 days.
    Days7,
    /// Less than 30 days.
    Days30,
    /// Less than 90 days.
    Days90,
    /// Less than 365 days.
    Year1,
    /// Less than 730 days.
    Years2,
    /// Less than 1,826 days.
    Years5,
    /// More than that.
    Older,
    /// The time of the last access is not known.
    Unknown,
}

impl Age {
    /// The age under its number in `sql/report/by_age.sql`.
    pub(super) fn from_number(number: i32) -> Option<Age> {
        let ages = [
            Age::Days7,
            Age::Days30,
            Age::Days90,
            Age::Year1,
            Age::Years2,
            Age::Years5,
            Age::Older,
            Age::Unknown,
        ];
        ages.get(usize::try_from(number).ok()?.checked_sub(1)?).copied()
    }
}

/// A directory's own files, not those of its subdirectories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryTotals {
    /// Its path in the share.
    pub path: String,
    /// How many.
    pub files: u64,
    /// Bytes of those whose size is known.
    pub bytes: u128,
}

/// Files with one extension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionTotals {
    /// The extension, in lower case and without its dot; None for files that have none.
    pub extension: Option<String>,
    /// How many.
    pub files: u64,
    /// Bytes of those whose size is known.
    pub bytes: u128,
}

/// What the latest published scan changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// When the walk of the scan before began.
    pub since: Timestamp,
    /// Files that are new.
    pub new: u64,
    /// Files that changed.
    pub changed: u64,
    /// Files that are gone.
    pub removed: u64,
    /// Files that are as they were.
    pub unchanged: u64,
    /// The largest of them, at most five of each change: changed, new, removed, each largest first.
    pub largest: Vec<ChangedFile>,
}

/// A file that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// What happened to it.
    pub change: Change,
    /// Its path in the share.
    pub path: String,
    /// Its size, if that is known.
    pub bytes: Option<u64>,
}

/// What happened to a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was not there before.
    New,
    /// Its size or times are others.
    Changed,
    /// It is gone.
    Removed,
}

impl Change {
    /// The name of the change, as in `sql/report/changed_files.sql`.
    pub fn as_str(self) -> &'static str {
        match self {
            Change::New => "new",
            Change::Changed => "changed",
            Change::Removed => "removed",
        }
    }

    /// The change of this name.
    pub(super) fn from_name(name: &str) -> Option<Change> {
        [Change::New, Change::Changed, Change::Removed].into_iter().find(|change| change.as_str() == name)
    }
}
