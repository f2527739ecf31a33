//! What directories and all below them take up.

use super::share::Reader;
use super::sql::DU;
use crate::db::{Database, Param};
use crate::dump::path::Dir;
use crate::error::{Error, Result};
use crate::snapshot::AsOf;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::ops::AddAssign;
use uuid::Uuid;

/// What to add up.
#[derive(Debug, Clone)]
pub struct DuSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// A directory, within the share or as its dumps have it; None for the whole share.
    pub path: Option<String>,
    /// How many levels of directories below it are told.
    pub depth: u16,
    /// In which snapshot.
    pub as_of: AsOf,
}

/// What there was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DuOutcome {
    /// The scan that saw it.
    pub scan_guid: Uuid,
    /// The number of its snapshot.
    pub snapshot_no: i32,
    /// When the scan was published.
    pub published: Option<Timestamp>,
    /// The folders that its walk is of; none where it is of the whole share.
    pub under: Vec<String>,
    /// The directories that hold a file, themselves or below, by their paths; the one that was asked for comes first.
    pub directories: Vec<DirectoryUsage>,
}

/// A directory with all that lies below it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DirectoryUsage {
    /// Its path within the share.
    pub path: String,
    /// Files.
    pub files: u64,
    /// Their sizes.
    pub bytes: u128,
    /// What they take up on the storage, as far as dumps said it; each name of a hard link counts.
    pub allocated_bytes: u128,
}

/// What a directory adds up to.
#[derive(Debug, Clone, Copy, Default)]
struct Usage {
    files: u64,
    bytes: u128,
    allocated_bytes: u128,
}

impl AddAssign for Usage {
    fn add_assign(&mut self, other: Usage) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.allocated_bytes += other.allocated_bytes;
    }
}

/// Adds up a directory of a snapshot. One without a file is an error: a mistyped path must not pass for an empty directory.
pub async fn du(database: &Database, spec: &DuSpec) -> Result<DuOutcome> {
    let mut reader = Reader::of(database, &spec.tenant).await?;
    let look = reader.look(&spec.tenant, &spec.share).await?;
    let snapshot = look.snapshot(spec.as_of)?;
    let base = look.dir(spec.path.as_deref())?.path;
    let levels = 1 + components(&base) + i32::from(spec.depth);
    let params: [Param<'_>; 4] = [
        ("share_id", &look.share.share_id),
        ("snapshot", &snapshot.snapshot_no),
        ("dir_path", &base),
        ("levels", &levels),
    ];
    let mut found: BTreeMap<String, Usage> = BTreeMap::new();
    for row in look.tx.rows(&DU, &params).await? {
        let usage = Usage {
            files: row.get::<i64>("files")?.cast_unsigned(),
            bytes: row.sum("bytes")?,
            allocated_bytes: row.sum("allocated_bytes")?,
        };
        let path: &str = row.get("dir_path")?;
        add(&mut found, &base, if path.is_empty() { "/" } else { path }, usage);
    }
    if found.is_empty() {
        let number = snapshot.snapshot_no;
        let message =
            format!("snapshot {number} of share {} has no file in {base}, nor below it", spec.share);
        return Err(Error::usage(message).about(base));
    }
    let usage = |(path, usage): (String, Usage)| {
        let Usage { files, bytes, allocated_bytes } = usage;
        DirectoryUsage { path, files, bytes, allocated_bytes }
    };
    Ok(DuOutcome {
        scan_guid: snapshot.scan_guid,
        snapshot_no: snapshot.snapshot_no,
        published: snapshot.published,
        under: snapshot.under.clone(),
        directories: found.into_iter().map(usage).collect(),
    })
}

/// Adds what lies in a directory to it and to those above it, up to the one that was asked for.
fn add(found: &mut BTreeMap<String, Usage>, base: &str, path: &str, usage: Usage) {
    let mut dir = Some(Dir::of(path.as_bytes()));
    while let Some(above) = dir {
        *found.entry(above.path.clone()).or_default() += usage;
        if above.path == base {
            return;
        }
        dir = above.parent();
    }
    // Drives have nothing above them but the share.
    *found.entry(base.to_owned()).or_default() += usage;
}

/// How many names a stored path has.
fn components(path: &str) -> i32 {
    path.split('/').filter(|name| !name.is_empty()).count() as i32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lies_below_counts_in_all_above_up_to_the_base() {
        let one = Usage { files: 1, bytes: 2, allocated_bytes: 3 };
        let mut found = BTreeMap::new();
        for path in ["/a", "/a/b", "/c", "C:/x", "//nas/p"] {
            add(&mut found, "/", path, one);
        }
        let files: Vec<(&str, u64)> =
            found.iter().map(|(path, usage)| (path.as_str(), usage.files)).collect();
        let expected = [
            ("/", 5),
            ("//nas", 1),
            ("//nas/p", 1),
            ("/a", 2),
            ("/a/b", 1),
            ("/c", 1),
            ("C:", 1),
            ("C:/x", 1),
        ];
        assert_eq!(files, expected);
        assert_eq!(components("/"), 0);
        assert_eq!(components("//nas/p"), 2);
    }
}
