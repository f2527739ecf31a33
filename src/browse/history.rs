//! What happened to a file.

use super::share::Reader;
use super::sql::{FIND_FILE, OBJECTS, VERSIONS};
use crate::db::{Database, Param, Row};
use crate::error::{Error, Result};
use jiff::Timestamp;
use uuid::Uuid;

/// Which file.
#[derive(Debug, Clone)]
pub struct HistorySpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// Its path, within the share or as its dumps have it.
    pub path: String,
}

/// All that is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHistory {
    /// Its path within the share.
    pub path: String,
    /// When it became known.
    pub known_since: Timestamp,
    /// When a scan found it removed.
    pub removed: Option<Timestamp>,
    /// The latest access that an audit log told, and when it was told.
    pub accessed: Option<(i64, Option<Timestamp>)>,
    /// What scans saw, oldest first.
    pub versions: Vec<Version>,
    /// What became of it on the cheaper tier, oldest first.
    pub tier: Vec<TierState>,
}

/// What a run of scans saw.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The numbers of the first and the last snapshot that have it.
    pub snapshots: (i32, i32),
    /// The scans of those.
    pub scans: (Uuid, Uuid),
    /// When their walks began.
    pub seen: (Timestamp, Timestamp),
    /// Its size.
    pub bytes: Option<i64>,
    /// Its times, in seconds since 1970.
    pub atime_unix: Option<i64>,
    /// When it was changed.
    pub mtime_unix: Option<i64>,
    /// When its inode was changed, or it was made.
    pub ctime_unix: Option<i64>,
    /// The hash of its content.
    pub hash: Option<String>,
    /// Its owner.
    pub owner: Option<String>,
}

/// A tier object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TierState {
    /// `tier_object.tier_id`
    pub tier_id: i64,
    /// Its state.
    pub state: String,
    /// Where it is, or is to go.
    pub target: String,
    /// Who planned it.
    pub planned_by: Option<String>,
    /// When it was planned, stubbed, rehydrated and deleted.
    pub planned: Timestamp,
    /// When a mover put a stub in place of the file.
    pub stubbed: Option<Timestamp>,
    /// When a mover brought it back.
    pub rehydrated: Option<Timestamp>,
    /// When it ended.
    pub deleted: Option<Timestamp>,
    /// The latest access since it was planned.
    pub accessed: Option<Timestamp>,
    /// Accesses since it was planned.
    pub accesses: i64,
}

/// Tells all that is known of a file.
pub async fn history(database: &Database, spec: &HistorySpec) -> Result<FileHistory> {
    let mut reader = Reader::of(database, &spec.tenant).await?;
    let look = reader.look(&spec.tenant, &spec.share).await?;
    let (dir, name) = look.file(&spec.path)?;
    let share_id = look.share.share_id;
    let digest = Uuid::from_u128(dir.digest);
    let params: [Param<'_>; 3] = [("share_id", &share_id), ("dir_digest", &digest), ("name", &name)];
    let path = if dir.path == "/" { format!("/{name}") } else { format!("{}/{name}", dir.path) };
    let Some(file) = look.tx.optional(&FIND_FILE, &params).await? else {
        let message = format!("share {} never knew a file {path}", spec.share);
        return Err(Error::usage(message).about(path));
    };
    let file_id: i64 = file.get("file_id")?;
    let of_file: [Param<'_>; 2] = [("share_id", &share_id), ("file_id", &file_id)];
    let told = file.get("audit_told_utc")?;
    Ok(FileHistory {
        path,
        known_since: file.get("created_utc")?,
        removed: file.get("removed_utc")?,
        accessed: file.get::<Option<i64>>("audit_atime_unix")?.map(|accessed| (accessed, told)),
        versions: look.tx.rows(&VERSIONS, &of_file).await?.iter().map(version).collect::<Result<_>>()?,
        tier: look.tx.rows(&OBJECTS, &of_file).await?.iter().map(tier_state).collect::<Result<_>>()?,
    })
}

fn version(row: &Row) -> Result<Version> {
    Ok(Version {
        snapshots: (row.get("from_snapshot")?, row.get("last_snapshot")?),
        scans: (row.get("first_scan")?, row.get("last_scan")?),
        seen: (row.get("first_started_utc")?, row.get("last_started_utc")?),
        bytes: row.get("size_bytes")?,
        atime_unix: row.get("atime_unix")?,
        mtime_unix: row.get("mtime_unix")?,
        ctime_unix: row.get("ctime_unix")?,
        hash: row.get("file_hash")?,
        owner: row.get("owner_name")?,
    })
}

fn tier_state(row: &Row) -> Result<TierState> {
    Ok(TierState {
        tier_id: row.get("tier_id")?,
        state: row.get("state")?,
        target: row.get("target_uri")?,
        planned_by: row.get("planned_by")?,
        planned: row.get("planned_utc")?,
        stubbed: row.get("stubbed_utc")?,
        rehydrated: row.get("rehydrated_utc")?,
        deleted: row.get("deleted_utc")?,
        accessed: row.get("last_accessed_utc")?,
        accesses: row.get("access_count")?,
    })
}
