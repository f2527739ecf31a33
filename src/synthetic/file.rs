//! A file at some night, and how many files change from one night to the next.

use std::io;

/// How many files change, come and go from one night to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nightly {
    /// Files that are there before and after, with another size and time.
    pub changed: u64,
    /// Files that were not there before.
    pub new: u64,
    /// Files that are there no more.
    pub gone: u64,
}

impl Nightly {
    /// Of each a hundredth of so many files.
    pub fn one_percent(files: u64) -> Nightly {
        Nightly { changed: files / 100, new: files / 100, gone: files / 100 }
    }

    pub(super) fn check(self, files: u64) -> io::Result<()> {
        let half = files / 2;
        if self.changed > files - half || self.new > files || self.gone > half {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("at most half of {files} files can change or go in a night, and {files} can come"),
            ));
        }
        Ok(())
    }
}

/// A file as it is at some night.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct File {
    /// Its own number, by which its size and times are drawn.
    pub(super) number: u64,
    /// The file of night 0 that it is, or stands beside.
    pub(super) slot: u64,
    /// The night it came.
    pub(super) arrived: u64,
    /// How often it changed.
    pub(super) changes: u64,
    /// The night it changed last.
    pub(super) changed: u64,
}
