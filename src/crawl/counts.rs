//! What was walked, and who is told while it is.

/// What was walked.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    /// Rows.
    pub files: u64,
    /// Sum of their sizes; a hard link counts each time.
    pub bytes: u128,
    /// Folders, the root included.
    pub folders: u64,
}

impl Counts {
    /// Adds what another part of the walk counted.
    pub(super) fn add(&mut self, other: Counts) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.folders += other.folders;
    }

    /// Adds the size of a file. A sparse file may claim any size.
    pub(super) fn add_bytes(&mut self, bytes: u64) {
        self.bytes += u128::from(bytes);
    }
}

/// Is told how far a crawl is. The thread that writes calls it, so what it does holds the crawl up.
pub trait Observer: Sync {
    /// So much is written by now. Called after each block of about a thousand rows.
    fn written(&self, counts: Counts) {
        let _ = counts;
    }
}

impl Observer for () {}
