//! The parallel walk: each thread turns the entries it meets into rows and hands them over in blocks.

use super::counts::Counts;
use super::exclude::Exclude;
use super::problems::Problems;
use super::row::{self, Facts};
use crate::dump::mark::{Mark, record_sum};
use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};
use std::fs::Metadata;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::SyncSender;

/// A block is handed over once it is this full: about a thousand rows, so that neither lock nor write shows.
const BLOCK_BYTES: usize = 128 * 1024;

/// Room for the row that fills a block: most paths are shorter than this.
const SPARE_BYTES: usize = 1024;

/// Whole rows, and what they add up to.
#[derive(Debug, Default)]
pub(super) struct Block {
    /// CSV, LF after each row.
    pub(super) rows: Vec<u8>,
    /// What was walked for these rows.
    pub(super) counts: Counts,
    /// What they add to the end mark.
    pub(super) sum: u64,
}

impl Block {
    fn new() -> Self {
        Block { rows: Vec::with_capacity(BLOCK_BYTES + SPARE_BYTES), counts: Counts::default(), sum: 0 }
    }
}

/// One walk: where, how, and what could not be read.
#[derive(Debug)]
pub(super) struct Walk<'a> {
    /// Absolute, free of symbolic links.
    pub(super) root: PathBuf,
    pub(super) exclude: Exclude,
    pub(super) cross_file_systems: bool,
    pub(super) threads: usize,
    /// Set from outside to end the walk early.
    pub(super) stop: &'a AtomicBool,
    pub(super) problems: &'a Problems,
}

impl Walk<'_> {
    /// Walks to the end, or until nobody takes the blocks any more.
    pub(super) fn run(self, blocks: SyncSender<Block>) {
        // What is left out is told, so the visitors decide of it, and not the walker.
        let mut builder = WalkBuilder::new(&self.root);
        builder.standard_filters(false).follow_links(false).threads(self.threads);
        let device = match self.cross_file_systems {
            true => None,
            false => std::fs::symlink_metadata(&self.root).map(|metadata| metadata.dev()).ok(),
        };
        builder.build_parallel().visit(&mut Visitors { walk: &self, device, blocks });
    }
}

/// Makes a visitor for each thread.
struct Visitors<'a> {
    walk: &'a Walk<'a>,
    /// The only one whose folders are entered.
    device: Option<u64>,
    blocks: SyncSender<Block>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        Box::new(Visitor {
            walk: self.walk,
            device: self.device,
            blocks: self.blocks.clone(),
            block: Block::new(),
            dir: Vec::new(),
            dir_field: Vec::new(),
        })
    }
}

/// One thread's part of the walk.
struct Visitor<'a> {
    walk: &'a Walk<'a>,
    device: Option<u64>,
    blocks: SyncSender<Block>,
    block: Block,
    /// The folder of the last row, and how a row spells it: entries mostly come folder by folder.
    dir: Vec<u8>,
    dir_field: Vec<u8>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        let mut enters = true;
        match entry {
            Err(error) => {
                if let Some(path) = self.walk.problems.add_walk_error(&error) {
                    // Of which nobody knows whether it is a folder, and what lies in it.
                    self.push_mark(path.unwrap_or(&self.walk.root).as_os_str().as_bytes(), b"", Mark::Unread);
                }
            }
            Ok(entry) if self.walk.exclude.is_own_file(&entry) => {}
            Ok(entry) if self.leaves_out(&entry) => {
                self.push_excluded(&entry);
                enters = false;
            }
            Ok(entry) if is_folder(&entry) => self.block.counts.folders += 1,
            // By full path: going through an open folder was measured, and is not faster.
            Ok(entry) => match std::fs::symlink_metadata(entry.path()) {
                Err(error) => {
                    if self.walk.problems.add(entry.path(), &error) {
                        let name = entry.file_name().as_bytes();
                        let dir = folder_of(entry.path().as_os_str().as_bytes(), name);
                        self.push_mark(dir, name, Mark::Unread);
                    }
                }
                // A folder has taken the place of the file, and nobody reads it.
                Ok(metadata) if metadata.is_dir() => {
                    self.walk.problems.add_vanished();
                    self.push_mark(entry.path().as_os_str().as_bytes(), b"", Mark::Unread);
                }
                Ok(metadata) => self.push(&entry, &metadata),
            },
        }
        if self.walk.stop.load(Ordering::Relaxed) {
            return WalkState::Quit;
        }
        if self.block.rows.len() >= BLOCK_BYTES {
            let block = std::mem::replace(&mut self.block, Block::new());
            if self.blocks.send(block).is_err() {
                // The writer has given up, and says why.
                return WalkState::Quit;
            }
        }
        if enters { WalkState::Continue } else { WalkState::Skip }
    }
}

impl Visitor<'_> {
    fn push(&mut self, entry: &DirEntry, metadata: &Metadata) {
        let name = entry.file_name().as_bytes();
        let dir = folder_of(entry.path().as_os_str().as_bytes(), name);
        if self.dir != dir {
            self.dir.clear();
            self.dir.extend_from_slice(dir);
            self.dir_field.clear();
            row::push_field(&mut self.dir_field, dir);
        }
        let start = self.block.rows.len();
        row::push_row(&mut self.block.rows, &self.dir_field, name, &facts(metadata));
        self.add_to_sum(start);
        self.block.counts.files += 1;
        self.block.counts.add_bytes(metadata.size());
    }

    /// Whether somebody chose not to walk the entry: by a glob, or by staying on the file system of the root.
    fn leaves_out(&self, entry: &DirEntry) -> bool {
        if entry.depth() == 0 {
            return false;
        }
        let is_elsewhere =
            |device| is_folder(entry) && entry.metadata().is_ok_and(|metadata| metadata.dev() != device);
        self.walk.exclude.matches(entry.path()) || self.device.is_some_and(is_elsewhere)
    }

    fn push_excluded(&mut self, entry: &DirEntry) {
        let path = entry.path().as_os_str().as_bytes();
        if is_folder(entry) {
            return self.push_mark(path, b"", Mark::Excluded);
        }
        let name = entry.file_name().as_bytes();
        self.push_mark(folder_of(path, name), name, Mark::Excluded);
    }

    fn push_mark(&mut self, dir: &[u8], name: &[u8], mark: Mark) {
        let start = self.block.rows.len();
        row::push_mark(&mut self.block.rows, dir, name, mark);
        self.add_to_sum(start);
    }

    /// The record that begins there, and ends with its line end.
    fn add_to_sum(&mut self, start: usize) {
        let record = &self.block.rows[start..self.block.rows.len() - 1];
        self.block.sum = self.block.sum.wrapping_add(record_sum(record));
    }
}

impl Drop for Visitor<'_> {
    /// Each thread drops its visitor when it is done: the rows that did not fill a block go now.
    fn drop(&mut self) {
        // If nobody takes them, the writer has given up, and says why.
        let _ = self.blocks.send(std::mem::take(&mut self.block));
    }
}

fn is_folder(entry: &DirEntry) -> bool {
    entry.file_type().is_some_and(|kind| kind.is_dir())
}

/// The folder of `path`, which ends in `name`: cut off as bytes, because `Path::parent` parses.
fn folder_of<'p>(path: &'p [u8], name: &[u8]) -> &'p [u8] {
    match &path[..path.len() - name.len()] {
        b"/" => b"/",
        dir => dir.strip_suffix(b"/").unwrap_or(dir),
    }
}

fn facts(metadata: &Metadata) -> Facts {
    Facts {
        size_bytes: metadata.size(),
        atime_unix: metadata.atime(),
        mtime_unix: metadata.mtime(),
        ctime_unix: metadata.ctime(),
        frn: metadata.ino(),
        // Blocks of 512 bytes, whatever the file system's own are.
        allocated_bytes: metadata.blocks().saturating_mul(512),
        device: metadata.dev(),
        nlink: metadata.nlink(),
        uid: metadata.uid(),
        gid: metadata.gid(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_a_file_in_the_root_is_the_root() {
        assert_eq!(folder_of(b"/vmlinuz", b"vmlinuz"), b"/");
        assert_eq!(folder_of(b"/a/b/c", b"c"), b"/a/b");
    }
}
