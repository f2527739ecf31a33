//! Names of the tables that belong to one share or one scan. Made of ids alone.

use crate::db::Ident;

/// The tables of a share: its partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ShareTables {
    /// `share.share_id`
    pub(crate) share_id: i64,
}

/// A partitioned table, and the share's partition of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Leaf {
    pub(super) parent: Ident,
    pub(super) table: Ident,
}

impl ShareTables {
    /// The open version of every file.
    pub(crate) fn state(self) -> Ident {
        self.leaf("file_state").table
    }

    /// Closed versions.
    pub(crate) fn history(self) -> Ident {
        self.leaf("file_history").table
    }

    /// What the directories add up to.
    pub(crate) fn dir_state(self) -> Ident {
        self.leaf("dir_state").table
    }

    /// What they added up to before.
    pub(crate) fn dir_history(self) -> Ident {
        self.leaf("dir_history").table
    }

    /// All of them.
    pub(crate) fn all(self) -> [Ident; 4] {
        [self.state(), self.history(), self.dir_state(), self.dir_history()]
    }

    /// Before homes: the share's level of `file`, below which each scan was a partition.
    pub(crate) fn old_files(self) -> Ident {
        Ident::common(format!("file_s{}", self.share_id))
    }

    /// Before homes: the share's partition of `file_state`.
    pub(crate) fn old_state(self) -> Ident {
        Ident::common(format!("file_state_s{}", self.share_id))
    }

    pub(super) fn leaf(self, parent: &str) -> Leaf {
        let table = Ident::ours(format!("{parent}_s{}", self.share_id));
        Leaf { parent: Ident::ours(parent), table }
    }

    /// The key (dir_id, name) of `file_state`.
    pub(super) fn path_key(self) -> Ident {
        Ident::ours(format!("file_state_s{}_path", self.share_id))
    }

    /// The key (file_id) of `file_state`.
    pub(super) fn id_key(self) -> Ident {
        Ident::ours(format!("file_state_s{}_id", self.share_id))
    }

    /// The key of `dir_state`.
    pub(super) fn dir_key(self) -> Ident {
        Ident::ours(format!("dir_state_s{}_id", self.share_id))
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

    /// Before homes: its partition of `file`.
    pub(crate) fn old_files(self) -> Ident {
        Ident::common(format!("file_s{}_c{}", self.share_id, self.scan_id))
    }

    /// Where its rows are loaded.
    pub(crate) fn staging(self) -> Ident {
        Ident::ours(format!("staging_scan_{}", self.scan_id))
    }

    /// The key (dir_id, name) of those rows.
    pub(crate) fn staging_path_key(self) -> Ident {
        Ident::ours(format!("staging_scan_{}_path", self.scan_id))
    }

    /// The key (file_id) of those rows.
    pub(crate) fn staging_id_key(self) -> Ident {
        Ident::ours(format!("staging_scan_{}_id", self.scan_id))
    }

    /// What its chunks add up to, by directory.
    pub(crate) fn staging_dirs(self) -> Ident {
        Ident::ours(format!("staging_dirs_{}", self.scan_id))
    }

    /// What it does not know: files of rejected records, folders that its walk could not read.
    pub(crate) fn staging_kept(self) -> Ident {
        Ident::ours(format!("staging_kept_{}", self.scan_id))
    }

    /// The `dir_state` that a first scan builds.
    pub(crate) fn staging_dir_state(self) -> Ident {
        Ident::ours(format!("staging_dir_state_{}", self.scan_id))
    }

    /// The key of that.
    pub(crate) fn staging_dir_key(self) -> Ident {
        Ident::ours(format!("staging_dir_state_{}_id", self.scan_id))
    }

    /// What the scan changes in one half of the directories.
    pub(crate) fn diff(self, half: Half) -> Ident {
        Ident::ours(format!("staging_diff_{}_{}", self.scan_id, half as i64))
    }

    /// What it changes in the sums of those directories.
    pub(crate) fn dir_diff(self, half: Half) -> Ident {
        Ident::ours(format!("staging_dir_diff_{}_{}", self.scan_id, half as i64))
    }

    /// All that is staged, and whether it is there for as long as the scan is unfinished.
    pub(crate) fn all_staging(self) -> [(Ident, bool); 8] {
        [
            (self.staging(), true),
            (self.staging_dirs(), true),
            (self.staging_kept(), true),
            (self.staging_dir_state(), false),
            (self.diff(Half::Even), false),
            (self.diff(Half::Odd), false),
            (self.dir_diff(Half::Even), false),
            (self.dir_diff(Half::Odd), false),
        ]
    }
}

/// Half of a share's directories: a scan is compared with the share in two sessions at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Those with an even id.
    Even = 0,
    /// The others.
    Odd = 1,
}

impl Half {
    /// Both.
    pub(crate) const BOTH: [Half; 2] = [Half::Even, Half::Odd];
}
