//! What to write, and what came of it.

use crate::snapshot::AsOf;
use jiff::Timestamp;
use uuid::Uuid;

/// How it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The canonical CSV, without the columns that the scan knows nothing of. Loaded into an empty share of the same root
    /// and type, it is the same snapshot, digest and all.
    Csv,
    /// Parquet, with all columns. Texts are as they are stored, and where they are an escape of bytes, those stand beside.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// What to write.
#[derive(Debug, Clone)]
pub struct ExportSpec {
    /// The share.
    pub share: String,
    /// The code of the tenant that owns it.
    pub tenant: String,
    /// Which snapshot of it.
    pub as_of: AsOf,
    /// How it is written.
    pub format: Format,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportOutcome {
    /// The scan.
    pub scan_guid: Uuid,
    /// The number of its snapshot.
    pub snapshot_no: i32,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// Files that it saw.
    pub files: u64,
    /// Their sizes.
    pub bytes: u128,
}
