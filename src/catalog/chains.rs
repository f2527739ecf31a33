//! Folders that hold no file and lie above one that does: few in a tree of files, and many in what was made to fill the tables.

use crate::error::{Error, Result};
use std::sync::atomic::{AtomicU64, Ordering};

/// So much is never too much.
const FREE_BYTES: u64 = 64 << 20;

/// How much more the paths of such folders may take than those of the folders with files. Where every file has a chain of thirty
/// folders to itself, it is about as much.
const TIMES: u64 = 16;

/// What the folders of a run take.
#[derive(Debug, Default)]
pub(super) struct Chains {
    asked: AtomicU64,
    above: AtomicU64,
}

impl Chains {
    /// Adds folders that were asked for, and those that were made above them. An error when the latter are too many.
    pub(super) fn add(&self, asked: u64, above: u64) -> Result<()> {
        let asked = self.asked.fetch_add(asked, Ordering::Relaxed) + asked;
        let above = self.above.fetch_add(above, Ordering::Relaxed) + above;
        if above <= FREE_BYTES.max(asked * TIMES) {
            return Ok(());
        }
        Err(Error::input(format!(
            "the paths of folders without a file take {} MiB, more than {TIMES} times as much as those of folders with one: \
             this is no tree of files, and would fill the tables; nothing is published",
            above >> 20
        )))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_are_measured_by_what_was_asked_for() {
        let chains = Chains::default();
        chains.add(1, FREE_BYTES).unwrap();
        chains.add(1 << 30, FREE_BYTES).unwrap();
        chains.add(0, 15 << 30).unwrap();
        let refusal = chains.add(0, 1 << 30).unwrap_err();
        assert!(refusal.line().contains("take 16512 MiB, more than 16 times"), "{}", refusal.line());
    }
}
