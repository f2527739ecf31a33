//! Encoded rows in a form for people: what a dry run shows is what a load would send.

use super::encoded::Encoded;

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
    /// `file.allocated_bytes`
    pub allocated_bytes: Option<i64>,
    /// `file.frn`
    pub frn: Option<i64>,
    /// `file.device`
    pub device: Option<i64>,
    /// `file.nlink`
    pub nlink: Option<i32>,
    /// What `file.owner_id` stands for.
    pub owner: Option<String>,
    /// What `file.group_id` stands for.
    pub group: Option<String>,
    /// `file.file_hash`
    pub file_hash: Option<String>,
    /// `file.file_extension`
    pub file_extension: Option<String>,
}

/// The first rows of a chunk, at most `limit`.
pub fn stored_rows(encoded: &Encoded, limit: usize) -> Vec<StoredRow> {
    let mut slots = encoded.slots.iter();
    let mut principals = encoded.principal_slots.iter();
    let rows = encoded.rows.fields().take(limit);
    rows.filter_map(|row| {
        let (_, dir) = slots.next()?;
        // In the order of sql/scan/session/copy_rows.sql: dir_id, size_bytes, and so on.
        let field = |column: usize| row.get(column).copied().flatten();
        let text = |column| field(column).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let number = |column| field(column)?.try_into().ok().map(i64::from_be_bytes);
        let mut principal = |column| {
            let (_, place) = field(column).and_then(|_| principals.next())?;
            encoded.principals.get(*place as usize).cloned()
        };
        Some(StoredRow {
            dir_path: encoded.dirs.get(*dir as usize)?.path.clone(),
            size_bytes: number(1),
            atime_unix: number(2),
            mtime_unix: number(3),
            ctime_unix: number(4),
            allocated_bytes: number(5),
            frn: number(6),
            device: number(7),
            nlink: field(8).and_then(|bytes| bytes.try_into().ok()).map(i32::from_be_bytes),
            owner: principal(9),
            group: principal(10),
            name: text(11).unwrap_or_default(),
            file_extension: text(13),
            file_hash: text(14),
        })
    })
    .collect()
}
