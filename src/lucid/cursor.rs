//! How far logs are read, and what a batch of them may hold.

use super::discover::LogId;
use super::lines::Sizes;
use std::path::PathBuf;

/// How far a log was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cursor {
    /// Decompressed bytes: the offset of the first one that was not read.
    pub offset: u64,
    /// Lines before it, blank ones too; None if they were never counted.
    pub lines: Option<u64>,
}

impl Cursor {
    /// Nothing read yet.
    pub const START: Cursor = Cursor { offset: 0, lines: Some(0) };
}

/// What a batch may hold.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// A batch closes when it has read so much (decompressed).
    pub batch_bytes: u64,
    /// It also closes when the entries of all threads together are so many. A file that several threads met counts for
    /// each, so this bounds the memory rather than the distinct files.
    pub batch_paths: usize,
    /// Rejected lines that are named; the others are only counted.
    pub named_rejects: usize,
    /// How a log is read.
    pub sizes: Sizes,
}

impl Limits {
    /// For a batch that keeps the time of each access: 8 bytes for some 200 of a log, several times over.
    pub fn with_times(self) -> Limits {
        Limits { batch_bytes: self.batch_bytes.min(256 << 20), ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits { batch_bytes: 64 << 20, batch_paths: 250_000, named_rejects: 1_000, sizes: Sizes::default() }
    }
}

/// A log that moved on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advance {
    /// Which.
    pub id: LogId,
    /// The file it was read from.
    pub path: PathBuf,
    /// Where the batch starts. If the stored cursor stands elsewhere, another process was there: the batch is void.
    pub from: Cursor,
    /// Where it ends.
    pub to: Cursor,
    /// Lines between the two that are not blank.
    pub events: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_accesses_bound_a_batch_and_nothing_else() {
        let limits = |batch_bytes| Limits { batch_bytes, batch_paths: 7, ..Limits::default() };
        for (given, bounded) in [(1 << 30, 256 << 20), (1 << 20, 1 << 20)] {
            let found = limits(given).with_times();
            assert_eq!((found.batch_bytes, found.batch_paths), (bounded, 7));
        }
    }
}
