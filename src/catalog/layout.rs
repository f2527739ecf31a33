//! Names of the tables that belong to one share or scan. Made of ids alone, so none needs quoting.

/// The tables of one scan of one share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Names {
    /// `share.share_id`
    pub share_id: i64,
    /// `scan.scan_id`
    pub scan_id: i64,
}

impl Names {
    /// Where the rows of the scan are loaded.
    pub fn staging(&self) -> String {
        format!("tierload.staging_scan_{}", self.scan_id)
    }

    /// The key of those rows, without its schema: an index lies in the schema of its table.
    pub fn staging_key(&self) -> String {
        format!("staging_scan_{}_key", self.scan_id)
    }

    /// The `file_state` that a first scan builds.
    pub fn staging_state(&self) -> String {
        format!("tierload.staging_state_{}", self.scan_id)
    }

    /// What the scan changes.
    pub fn diff(&self) -> String {
        format!("tierload.staging_diff_{}", self.scan_id)
    }

    /// The share's level of `file`.
    pub fn file_share(&self) -> String {
        format!("tierload.file_s{}", self.share_id)
    }

    /// The scan's partition of `file`, without its schema.
    pub fn file_partition(&self) -> String {
        format!("file_s{}_c{}", self.share_id, self.scan_id)
    }

    /// The share's partition of `file_state`, without its schema.
    pub fn state_name(&self) -> String {
        format!("file_state_s{}", self.share_id)
    }

    /// The share's partition of `file_state`.
    pub fn state(&self) -> String {
        format!("tierload.{}", self.state_name())
    }
}
