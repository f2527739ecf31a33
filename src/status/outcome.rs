//! What a status says.

use crate::catalog::home_is_gone;
use crate::db::LogGuard;
use crate::error::Result;
use jiff::Timestamp;
use uuid::Uuid;

/// What is in a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatusOutcome {
    /// Tenants, by code.
    pub tenants: Vec<TenantStatus>,
    /// Tenants whose homes somebody dropped, by code.
    pub missing: Vec<MissingHome>,
    /// How `audit_log` is guarded against its loader.
    pub log: LogGuard,
}

impl StatusOutcome {
    /// An error where a home is missing.
    pub fn check(&self) -> Result<()> {
        self.missing.first().map_or(Ok(()), |first| Err(home_is_gone(&first.home)))
    }
}

/// A home that is not there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingHome {
    /// The code of the tenant whose data it had.
    pub tenant: String,
    /// Its schema.
    pub home: String,
}

/// What a tenant has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TenantStatus {
    /// Its short unique code.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Its shares, by name.
    pub shares: Vec<ShareStatus>,
    /// Its unfinished scans, and of each share the last ten others: by share, oldest first.
    pub scans: Vec<ScanSummary>,
}

/// A share as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShareStatus {
    /// `share.share_id`
    pub share_id: i64,
    /// Its name.
    pub name: String,
    /// NTFS, SMB, LucidLink or POSIX.
    pub source_type: String,
    /// What is stripped from its paths.
    pub root: Option<String>,
    /// When its latest scan was published.
    pub last_scan_utc: Option<Timestamp>,
    /// Files that that scan loaded.
    pub files: Option<i64>,
    /// That scan.
    pub last_scan_guid: Option<Uuid>,
    /// Size of its tables and indexes.
    pub bytes: i64,
}

/// A scan as it stands. Of an unfinished one, counts are of what is loaded so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScanSummary {
    /// The name of its share.
    pub share: String,
    /// `scan.scan_guid`
    pub scan_guid: Uuid,
    /// LOADING, BUILDING, OK, WARN or ERROR.
    pub status: String,
    /// When its walk began.
    pub started_utc: Timestamp,
    /// When its load began.
    pub loading_utc: Timestamp,
    /// When it was published or given up; None while it is unfinished.
    pub finished_utc: Option<Timestamp>,
    /// Rows that were read.
    pub rows_read: Option<i64>,
    /// Rows that were loaded.
    pub loaded: Option<i64>,
    /// Rows that were rejected.
    pub rejected: Option<i64>,
    /// Bytes that were read, decompressed.
    pub bytes_read: Option<i64>,
    /// Chunks that are committed.
    pub chunks: i64,
    /// Why it was given up.
    pub error: Option<String>,
}
