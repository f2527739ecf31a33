//! A kind of dump, what reads its records, and what a record becomes.

use super::head::Head;
use super::options::Options;
use super::principal::Principal;
use super::raw_times::RawTimes;
use super::reject::Reject;
use crate::dump::input::{Dialect, Fields, Unescaped};
use crate::dump::mark::Mark;
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

/// A kind of dump: how it is told, and how it is read.
#[derive(Debug)]
pub struct Kind {
    /// Its name, as in `--format`.
    pub name: &'static str,
    /// The program that writes it.
    pub written_by: &'static str,
    /// The columns that are read, for people.
    pub reads: &'static str,
    /// The columns without which it cannot be read, in lower case; empty where there is no header to go by.
    pub(super) header: &'static [&'static str],
    /// Why an input is surely of this kind; `None` when it is not, or when there is doubt.
    pub(super) recognise: fn(&Head<'_>) -> Option<String>,
    /// Reads the header; else a sentence that says what is wrong with it.
    pub(super) open: fn(&Head<'_>, &Options) -> Result<Opened, String>,
}

/// A dump whose header is read.
pub(super) struct Opened {
    pub(super) format: Box<dyn Format>,
    /// How much of the input is header.
    pub(super) header_bytes: usize,
    /// Field of [`Row`] and the column it is read from.
    pub(super) columns: Vec<(&'static str, String)>,
}

/// Reads the records of one dump.
pub trait Format: Send + Sync {
    /// How its records are told apart.
    fn dialect(&self) -> Dialect {
        Dialect::CSV
    }

    /// Whether its fields are escaped by more than quotes. Then all else takes those that [`Format::unescape`] makes.
    fn is_escaped(&self) -> bool {
        false
    }

    /// Writes the fields of a record without their escapes. A record of too few fields keeps its number of them.
    fn unescape(&self, _: Fields<'_>, _: &mut Unescaped) -> Result<(), Reject> {
        Ok(())
    }

    /// How many fields a record may have.
    fn field_count(&self) -> RangeInclusive<usize>;

    /// Whether it takes a record of so many fields. Empty ones too many are what a delimiter at the end of a line leaves.
    fn takes(&self, fields: Fields<'_>) -> bool {
        let (counts, found) = (self.field_count(), fields.len());
        let are_empty = || (*counts.end()..found).all(|column| fields.get(column).is_empty());
        found >= *counts.start() && (found <= *counts.end() || are_empty())
    }

    /// The file system that it is always a dump of; by default its paths tell.
    fn source_type(&self) -> Option<SourceType> {
        None
    }

    /// Whether its paths may be those that a share has stored, which `/` separates on Windows too.
    fn may_have_stored_paths(&self) -> bool {
        false
    }

    /// The times of a record as they stand there, where they may be numbers and no flag says what those count.
    fn raw_times<'r>(&self, _: Fields<'r>) -> Option<RawTimes<'r>> {
        None
    }

    /// Whether the last record of an input is surely whole, though no line end follows it.
    fn ends_whole(&self, _: Fields<'_>) -> bool {
        false
    }

    /// Whether its records say what is a folder, or have no folders. Where they do not, a record whose path is the folder of
    /// the record before or after it is rejected.
    fn tells_folders(&self) -> bool {
        true
    }

    /// Whether a name with a line end may have been torn into lines: its records have nothing that encloses a name.
    fn may_tear_names(&self) -> bool {
        false
    }

    /// Whether lines that are no records may be the beginning of the path of the record behind them.
    fn may_begin_path(&self, _lines: &[u8], _record: Fields<'_>) -> bool {
        false
    }

    /// Whether lines that are no records may be the rest of the path of the record before them.
    fn may_end_path(&self, _lines: &[u8], _record: &[u8]) -> bool {
        false
    }

    /// Whether a name may end its records, and a carriage return before the line end belongs to it: the lines of the input end
    /// without one.
    fn names_end_lines(&self) -> bool {
        false
    }

    /// Whether the records next to one tell something of it.
    fn looks_around(&self) -> bool {
        self.may_tear_names() || !self.tells_folders()
    }

    /// Whether its dumps have a mark at their end: one that has none was cut off.
    fn has_marks(&self) -> bool {
        false
    }

    /// The mark that a record is; None of a file's. An error where it is neither.
    fn mark(&self, _: Fields<'_>) -> Result<Option<Mark>, Reject> {
        Ok(None)
    }

    /// Whether a mark with a name is surely a file's. Else it may be a folder's, of all below which nothing is known.
    fn marks_tell_folders(&self) -> bool {
        true
    }

    /// The path of one record that [`Format::takes`], also where its other values are wrong.
    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r>;

    /// Takes one record that [`Format::takes`]. `None` for what is no file (a directory).
    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject>;
}

impl dyn Format + '_ {
    /// The fields of a record as its program means them.
    pub fn meant<'r>(&self, fields: Fields<'r>, unescaped: &'r mut Unescaped) -> Result<Fields<'r>, Reject> {
        if !self.is_escaped() {
            return Ok(fields);
        }
        unescaped.clear();
        self.unescape(fields, unescaped)?;
        Ok(unescaped.fields(fields.raw()))
    }
}

/// One file of a dump, borrowed from its record; paths are still as the tool wrote them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Row<'r> {
    /// Folder and name, or both in one.
    pub path: RowPath<'r>,
    /// Size in bytes.
    pub size_bytes: i64,
    /// Last access, seconds since 1970; `None` when the dump does not know.
    pub atime_unix: Option<i64>,
    /// Last change of the content.
    pub mtime_unix: Option<i64>,
    /// NTFS: creation. POSIX: last change of the inode.
    pub ctime_unix: Option<i64>,
    /// What it takes on the disk.
    pub allocated_bytes: Option<i64>,
    /// File reference number or inode; beyond 2^63 as the negative number of the same bits.
    pub frn: Option<i64>,
    /// The file system that it lies on (`st_dev`); beyond 2^63 as `frn`.
    pub device: Option<i64>,
    /// How many names the file has.
    pub nlink: Option<i32>,
    /// Whom it belongs to.
    pub owner: Option<Principal<'r>>,
    /// Which group it belongs to.
    pub group: Option<Principal<'r>>,
    /// Content hash, as text.
    pub file_hash: Option<&'r [u8]>,
}

/// Where a row's file lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowPath<'r> {
    /// Folder and name in columns of their own.
    Split {
        /// The folder.
        dir: &'r [u8],
        /// The name.
        name: &'r [u8],
    },
    /// One column; the name follows the last separator.
    Full(&'r [u8]),
}

impl<'r> Row<'r> {
    /// A file of which nothing else is known. Formats add what they know.
    pub fn new(path: RowPath<'r>, size_bytes: i64) -> Row<'r> {
        Row { path, size_bytes, ..Row::default() }
    }
}

impl Default for RowPath<'_> {
    fn default() -> Self {
        RowPath::Full(b"")
    }
}

impl<'r> RowPath<'r> {
    /// The column that tells what kind of path this is.
    pub fn leading(&self) -> &'r [u8] {
        match self {
            RowPath::Split { dir, .. } => dir,
            RowPath::Full(path) => path,
        }
    }
}
