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
use std::path::{Path, PathBuf};
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
        let mut builder = WalkBuilder::new(&self.root);
        builder
            .standard_filters(false)
            .follow_links(false)
            .same_file_system(!self.cross_file_systems)
            .threads(self.threads)
            .filter_entry(move |entry| !self.exclude.leaves_out(entry));
        let mut visitors = Visitors { root: &self.root, problems: self.problems, stop: self.stop, blocks };
        builder.build_parallel().visit(&mut visitors);
    }
}

/// Makes a visitor for each thread.
struct Visitors<'a> {
    root: &'a Path,
    problems: &'a Problems,
    stop: &'a AtomicBool,
    blocks: SyncSender<Block>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        Box::new(Visitor {
            root: self.root,
            problems: self.problems,
            stop: self.stop,
            blocks: self.blocks.clone(),
            block: Block::new(),
            dir: Vec::new(),
            dir_field: Vec::new(),
        })
    }
}

/// One thread's part of the walk.
struct Visitor<'a> {
    root: &'a Path,
    problems: &'a Problems,
    stop: &'a AtomicBool,
    blocks: SyncSender<Block>,
    block: Block,
    /// The folder of the last row, and how a row spells it: entries mostly come folder by folder.
    dir: Vec<u8>,
    dir_field: Vec<u8>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Err(error) => {
                if let Some(path) = self.problems.add_walk_error(&error) {
                    // Of which nobody knows whether it is a folder, and what lies in it.
                    self.push_unread(path.unwrap_or(self.root).as_os_str().as_bytes(), b"");
                }
            }
            Ok(entry) if entry.file_type().is_some_and(|kind| kind.is_dir()) => {
                self.block.counts.folders += 1
            }
            // By full path: going through an open folder was measured, and is not faster.
            Ok(entry) => match std::fs::symlink_metadata(entry.path()) {
                Err(error) => {
                    if self.problems.add(entry.path(), &error) {
                        let name = entry.file_name().as_bytes();
                        self.push_unread(folder_of(entry.path().as_os_str().as_bytes(), name), name);
                    }
                }
                // A folder has taken the place of the file, and nobody reads it.
                Ok(metadata) if metadata.is_dir() => {
                    self.problems.add_vanished();
                    self.push_unread(entry.path().as_os_str().as_bytes(), b"");
                }
                Ok(metadata) => self.push(&entry, &metadata),
            },
        }
        if self.stop.load(Ordering::Relaxed) {
            return WalkState::Quit;
        }
        if self.block.rows.len() >= BLOCK_BYTES {
            let block = std::mem::replace(&mut self.block, Block::new());
            if self.blocks.send(block).is_err() {
                // The writer has given up, and says why.
                return WalkState::Quit;
            }
        }
        WalkState::Continue
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

    fn push_unread(&mut self, dir: &[u8], name: &[u8]) {
        let start = self.block.rows.len();
        row::push_mark(&mut self.block.rows, dir, name, Mark::Unread);
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
