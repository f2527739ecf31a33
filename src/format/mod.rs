//! What the columns of a dump mean. A format is one file here and one line in [`detect`].

mod canonical;
mod export;
mod fields;

use crate::input::Fields;

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

/// Why a record is no row. The text goes to the rejects file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Reject(pub String);

/// Reads the records of one kind of dump.
pub trait Format: Send + Sync {
    /// Its name, as in `--format`.
    fn name(&self) -> &'static str;

    /// How many fields every record has.
    fn field_count(&self) -> usize;

    /// Takes one record of [`Format::field_count`] fields. `None` for what is no file (a directory).
    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject>;
}

/// The format whose header this is; else a sentence that names what is missing and what was found.
pub fn detect(header: Fields<'_>) -> Result<Box<dyn Format>, String> {
    let names: Vec<String> =
        header.iter().map(|name| String::from_utf8_lossy(name).trim().to_lowercase()).collect();
    let position = |name: &str| names.iter().position(|found| found == name);
    let found: Result<Box<dyn Format>, Vec<&str>> = if position("file_path").is_some() {
        export::Export::of_header(&position, names.len()).map(|format| Box::new(format) as _)
    } else {
        canonical::Canonical::of_header(&position, names.len()).map(|format| Box::new(format) as _)
    };
    // First what is missing: a row where a header should be may well have one value twice.
    let format = found.map_err(|missing| {
        format!("the header lacks {}; found: {}", missing.join(", "), quoted_list(&names))
    })?;
    match names.iter().enumerate().find(|(at, name)| names[..*at].contains(name)) {
        Some((_, repeated)) => Err(format!("the header has column {repeated} twice")),
        None => Ok(format),
    }
}

fn quoted_list(names: &[String]) -> String {
    let mut list = names.iter().take(20).map(|name| format!("{name:.40?}")).collect::<Vec<_>>().join(", ");
    if names.len() > 20 {
        list.push_str(&format!(" and {} more", names.len() - 20));
    }
    list
}

/// Looks up required columns; all the missing ones are named at once.
fn required<const N: usize>(
    position: &dyn Fn(&str) -> Option<usize>,
    names: [&'static str; N],
) -> Result<[usize; N], Vec<&'static str>> {
    let missing: Vec<&str> = names.iter().copied().filter(|name| position(name).is_none()).collect();
    if missing.is_empty() { Ok(names.map(|name| position(name).unwrap_or_default())) } else { Err(missing) }
}
