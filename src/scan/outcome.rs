//! What a scan comes to.

use crate::catalog::ScanStatus;
use crate::dump::path::SourceType;
use std::path::PathBuf;
use std::time::Duration;
use uuid::Uuid;

/// What a scan did.
#[derive(Debug, Clone)]
pub struct ScanOutcome {
    /// Tenant code.
    pub tenant: String,
    /// Share name.
    pub share: String,
    /// The scan's identity.
    pub scan_guid: Uuid,
    /// `scan.scan_id`
    pub scan_id: i64,
    /// The type of the share.
    pub source_type: SourceType,
    /// The folders that its walk is of, within the share; none where it is of the whole share.
    pub under: Vec<String>,
    /// How many inputs it has.
    pub inputs: usize,
    /// [`ScanStatus::Ok`] or [`ScanStatus::Warn`].
    pub status: ScanStatus,
    /// It was published before; nothing was loaded.
    pub already_loaded: bool,
    /// Its rows, counted.
    pub counts: RowCounts,
    /// Chunks that its inputs were cut into.
    pub chunks: u64,
    /// Chunks that were loaded before.
    pub chunks_skipped: u64,
    /// How often something was tried again.
    pub retries: u64,
    /// Wall time.
    pub elapsed: Duration,
    /// Wall time of each stage.
    pub stages: StageTimes,
    /// Time that workers spent, added up.
    pub busy: BusyTimes,
    /// Where rejected rows were written to.
    pub rejects_file: Option<PathBuf>,
}

impl ScanOutcome {
    /// Rows read in a second; 0 when nothing was loaded.
    pub fn rows_per_s(&self) -> f64 {
        if self.already_loaded { 0.0 } else { self.counts.rows_read as f64 / self.elapsed.as_secs_f64() }
    }
}

/// The rows of a scan, as its row in `scan` has them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct RowCounts {
    /// Bytes of the inputs, decompressed.
    pub bytes_read: i64,
    /// Records of the inputs.
    pub rows_read: i64,
    /// Rows of the scan.
    pub loaded: i64,
    /// Records that were refused.
    pub rejected: i64,
    /// Rows that were dropped because a newer one stood for the same file.
    pub duplicates: i64,
    /// Records that are no files.
    pub skipped: i64,
    /// Directories that no scan before had.
    pub dirs_new: i64,
    /// Files that the share did not have.
    pub files_new: i64,
    /// Files that differ from what the share had.
    pub files_changed: i64,
    /// Files that are as the share had them.
    pub files_unchanged: i64,
    /// Files that the share had and the scan has not.
    pub files_removed: i64,
    /// Present files that it neither saw nor found removed.
    pub files_not_seen: i64,
    /// Folders that the walk could not read: nothing below them is removed.
    pub folders_not_read: i64,
    /// Rejected records that do not tell their file; a scan that has some removes nothing.
    pub rejected_without_path: i64,
    /// Stubbed objects that it ended: another file stood in place of the stub.
    pub tier_objects_replaced: i64,
}

impl RowCounts {
    /// Whether every record is accounted for, and every row is a file of one kind.
    pub fn balance(&self) -> bool {
        self.rows_read == self.loaded + self.rejected + self.duplicates + self.skipped
            && self.loaded == self.files_new + self.files_changed + self.files_unchanged
    }
}

/// Wall time of the stages of a scan, in their order.
pub type StageTimes = Vec<(&'static str, Duration)>;

/// Time that the workers of a load spent, added up over them.
#[derive(Debug, Clone, Copy, Default)]
pub struct BusyTimes {
    /// Parsing and encoding.
    pub encode: Duration,
    /// Waiting for the ids of directories.
    pub directories: Duration,
    /// Waiting for COPY.
    pub copy: Duration,
}
