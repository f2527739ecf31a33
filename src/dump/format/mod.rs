//! What the columns of a dump mean. A new format is one file here and one line in [`KINDS`].
//!
//! [`detect`] finds the [`Kind`] of an input by its [`Head`]; the kind reads the header and gives a [`Format`],
//! which turns records into rows. No files, threads or SQL here.

mod canonical;
mod csv;
mod efu;
mod export;
mod fields;
mod find;
mod head;
mod map;
mod mftecmd;
mod options;
mod pattern;
mod powershell;
mod pwalk;
mod refused;
mod reject;
mod sniff;
mod times;
mod wiztree;
mod zone;

pub use head::Head;
pub use map::Map;
pub use options::Options;
pub use pattern::DateFormat;
pub use reject::Reject;
pub use sniff::{Detected, detect};
pub use times::Times;
pub use zone::Zone;

use crate::dump::input::{Dialect, Fields};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

/// Every kind of dump that can be read. The order decides nothing: two kinds that both fit are a tie.
pub const KINDS: &[Kind] = &[
    canonical::KIND,
    export::KIND,
    pwalk::KIND,
    wiztree::KIND,
    efu::KIND,
    mftecmd::KIND,
    powershell::KIND,
    find::TSV,
    find::NUL,
    csv::KIND,
];

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
    header: &'static [&'static str],
    /// Why an input is surely of this kind; `None` when it is not, or when there is doubt.
    recognise: fn(&Head<'_>) -> Option<String>,
    /// Reads the header; else a sentence that says what is wrong with it.
    open: fn(&Head<'_>, &Options) -> Result<Opened, String>,
}

impl Kind {
    /// The kind of this name.
    pub fn named(name: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|kind| kind.name == name)
    }
}

/// What is known, for people.
pub fn table() -> String {
    let width = KINDS.iter().map(|kind| kind.name.len()).max().unwrap_or(0);
    let mut table = String::new();
    for kind in KINDS {
        table.push_str(&format!("{:width$}  {}\n", kind.name, kind.written_by));
        table.push_str(&format!("{:width$}  reads {}\n", "", kind.reads));
    }
    table
}

/// A dump whose header is read.
struct Opened {
    format: Box<dyn Format>,
    /// How much of the input is header.
    header_bytes: usize,
    /// Field of [`Row`] and the column it is read from.
    columns: Vec<(&'static str, String)>,
}

/// Reads the records of one dump.
pub trait Format: Send + Sync {
    /// How its records are told apart.
    fn dialect(&self) -> Dialect {
        Dialect::CSV
    }

    /// How many fields a record may have.
    fn field_count(&self) -> RangeInclusive<usize>;

    /// The file system that it is always a dump of; by default its paths tell.
    fn source_type(&self) -> Option<SourceType> {
        None
    }

    /// Takes one record of [`Format::field_count`] fields. `None` for what is no file (a directory).
    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject>;
}

/// One file of a dump, borrowed from its record; paths are still as the tool wrote them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
    /// File reference number or inode; beyond 2^63 as the negative number of the same bits.
    pub frn: Option<i64>,
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

impl<'r> RowPath<'r> {
    /// The column that tells what kind of path this is.
    pub fn leading(&self) -> &'r [u8] {
        match self {
            RowPath::Split { dir, .. } => dir,
            RowPath::Full(path) => path,
        }
    }
}

#[cfg(test)]
mod tests;
