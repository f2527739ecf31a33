//! Encoded rows in a form for people: what a dry run shows is what a load would send.

use super::encode::Encoded;

/// A row as it would be stored; NULL is `None`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRow {
    /// `dir.dir_path`
    pub dir_path: String,
    /// `file.name`
    pub name: String,
    /// `file.size_bytes`
    pub size_bytes: Option<i64>,
    /// `file.atime_unix`
    pub atime_unix: Option<i64>,
    /// `file.mtime_unix`
    pub mtime_unix: Option<i64>,
    /// `file.ctime_unix`
    pub ctime_unix: Option<i64>,
    /// `file.frn`
    pub frn: Option<i64>,
    /// `file.file_hash`
    pub file_hash: Option<String>,
    /// `file.file_extension`
    pub file_extension: Option<String>,
}

/// The first rows of a chunk, at most `limit`.
pub fn stored_rows(encoded: &Encoded, limit: usize) -> Vec<StoredRow> {
    let mut slots = encoded.slots.iter();
    let rows = encoded.rows.fields().take(limit);
    rows.filter_map(|row| {
        let (_, dir) = slots.next()?;
        // In the order of sql/scan/session/copy_rows.sql: dir_id, name, name_raw, and so on.
        let field = |column: usize| row.get(column).copied().flatten();
        let text = |column| field(column).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let number = |column| field(column)?.try_into().ok().map(i64::from_be_bytes);
        Some(StoredRow {
            dir_path: encoded.dirs.get(*dir as usize)?.path.clone(),
            name: text(1).unwrap_or_default(),
            size_bytes: number(3),
            atime_unix: number(4),
            mtime_unix: number(5),
            ctime_unix: number(6),
            frn: number(7),
            file_hash: text(8),
            file_extension: text(9),
        })
    })
    .collect()
}
