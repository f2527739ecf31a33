//! Names of the tables that belong to one share or one scan. Made of ids alone.

use crate::db::Ident;

/// The tables of a share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShareTables {
    /// `share.share_id`
    pub(crate) share_id: i64,
}

impl ShareTables {
    /// The share's level of `file`, below which each scan is a partition.
    pub(crate) fn file(self) -> Ident {
        Ident::ours(format!("file_s{}", self.share_id))
    }

    /// The share's partition of `file_state`.
    pub(crate) fn state(self) -> Ident {
        Ident::ours(format!("file_state_s{}", self.share_id))
    }
}

/// The tables of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ScanTables {
    /// `share.share_id`
    pub(crate) share_id: i64,
    /// `scan.scan_id`
    pub(crate) scan_id: i64,
}

impl ScanTables {
    /// The tables of its share.
    pub(crate) fn share(self) -> ShareTables {
        ShareTables { share_id: self.share_id }
    }

    /// Where its rows are loaded.
    pub(crate) fn staging(self) -> Ident {
        Ident::ours(format!("staging_scan_{}", self.scan_id))
    }

    /// The key of those rows.
    pub(crate) fn staging_key(self) -> Ident {
        Ident::ours(format!("staging_scan_{}_key", self.scan_id))
    }

    /// The `file_state` that a first scan builds.
    pub(crate) fn staged_state(self) -> Ident {
        Ident::ours(format!("staging_state_{}", self.scan_id))
    }

    /// What the scan changes.
    pub(crate) fn diff(self) -> Ident {
        Ident::ours(format!("staging_diff_{}", self.scan_id))
    }

    /// Its partition of `file`.
    pub(crate) fn partition(self) -> Ident {
        Ident::ours(format!("file_s{}_c{}", self.share_id, self.scan_id))
    }

    /// The primary key of that partition.
    pub(crate) fn partition_key(self) -> Ident {
        Ident::bare(format!("file_s{}_c{}_pkey", self.share_id, self.scan_id))
    }
}
