//! How two snapshots differ.

use super::share::Reader;
use super::sql::DIFF;
use crate::db::{Database, Param, Row};
use crate::error::{Error, Result};
use crate::snapshot::AsOf;
use strum::{EnumString, IntoStaticStr};

/// Rows that are held at a time.
const PAGE: i32 = 5_000;

/// The server expects hardly a row of versions that begin or end between two snapshots, and would go through all directories for each
/// of them: 60,000 differences of 2,000,000 files took five minutes.
const BY_HASH: &str = "set local enable_nestloop = off; set local work_mem = '64MB'";

/// What to compare.
#[derive(Debug, Clone)]
pub struct DiffSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// The earlier snapshot.
    pub before: AsOf,
    /// The later one.
    pub after: AsOf,
    /// Only this directory and what lies below it; None for the whole share.
    pub under: Option<String>,
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumString, IntoStaticStr)]
#[strum(serialize_all = "lowercase")]
pub enum Change {
    /// Only the later snapshot has it.
    New,
    /// Only the earlier one has it: it was removed, or not seen.
    Removed,
    /// It became larger.
    Grown,
    /// It became smaller.
    Shrunk,
    /// It was written, and has the same size.
    Changed,
    /// Its times of access, its owner or the like are others, and its content is the same for all that is known.
    Touched,
}

impl Change {
    /// Its word.
    pub fn as_str(self) -> &'static str {
        self.into()
    }
}

/// A file that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedFile {
    /// How.
    pub change: Change,
    /// Its directory.
    pub dir: String,
    /// Its name.
    pub name: String,
    /// Its size in the earlier snapshot; None where that has it not.
    pub old_bytes: Option<i64>,
    /// Its size in the later one.
    pub new_bytes: Option<i64>,
    /// When it was changed, as the earlier snapshot has it.
    pub old_mtime_unix: Option<i64>,
    /// The same in the later one.
    pub new_mtime_unix: Option<i64>,
}

/// Which snapshots were compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffOutcome {
    /// The folders that the walk of the earlier one is of; none where it is of the whole share.
    pub before_under: Vec<String>,
    /// Those of the later one.
    pub after_under: Vec<String>,
    /// The number of the earlier one.
    pub before: i32,
    /// The number of the later one.
    pub after: i32,
    /// Files that differ.
    pub files: u64,
}

/// Tells the files in which two snapshots differ, in the order of their paths.
pub async fn diff(
    database: &Database,
    spec: &DiffSpec,
    mut tell: impl FnMut(ChangedFile) -> Result<()>,
) -> Result<DiffOutcome> {
    let mut reader = Reader::of(database, &spec.tenant).await?;
    let look = reader.look(&spec.tenant, &spec.share).await?;
    let (earlier, later) = (look.snapshot(spec.before)?, look.snapshot(spec.after)?);
    let (before, after) = (earlier.snapshot_no, later.snapshot_no);
    let (before_under, after_under) = (earlier.under.clone(), later.under.clone());
    if before > after {
        let message = format!("snapshot {before} is later than {after}: name the earlier one first");
        return Err(Error::usage(message).about(&spec.share));
    }
    let under = look.dir(spec.under.as_deref())?.path;
    let params: [Param<'_>; 4] =
        [("share_id", &look.share.share_id), ("before", &before), ("after", &after), ("under", &under)];
    look.tx.batch(BY_HASH).await?;
    let pages = look.tx.pages(&DIFF, &params).await?;
    let mut files = 0;
    loop {
        let page = pages.next(PAGE).await?;
        if page.is_empty() {
            return Ok(DiffOutcome { before_under, after_under, before, after, files });
        }
        for row in &page {
            files += 1;
            tell(changed_file(row)?)?;
        }
    }
}

fn changed_file(row: &Row) -> Result<ChangedFile> {
    let change: &str = row.get("change")?;
    Ok(ChangedFile {
        change: change.parse().map_err(|_| Error::internal(format!("no change {change}")))?,
        dir: row.get("dir_path")?,
        name: row.get("name")?,
        old_bytes: row.get("old_size_bytes")?,
        new_bytes: row.get("new_size_bytes")?,
        old_mtime_unix: row.get("old_mtime_unix")?,
        new_mtime_unix: row.get("new_mtime_unix")?,
    })
}
