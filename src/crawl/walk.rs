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
use std::sync::{Arc, Mutex};

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

    /// An entry that somebody chose not to walk: by a glob, or by staying on the file system of the root.
    fn push_excluded(&mut self, entry: &DirEntry) {
        let path = entry.path().as_os_str().as_bytes();
        if is_folder(entry) {
            return self.push_mark(path, b"", Mark::Excluded);
        }
        let name = entry.file_name().as_bytes();
        self.push_mark(folder_of(path, name), name, Mark::Excluded);
    }

    fn push_mark(&mut self, dir: &[u8], name: &[u8], mark: Mark) {
        let start = self.rows.len();
        row::push_mark(&mut self.rows, dir, name, mark);
        self.add_to_sum(start);
    }

    /// The record that begins there, and ends with its line end.
    fn add_to_sum(&mut self, start: usize) {
        let record = &self.rows[start..self.rows.len() - 1];
        self.sum = self.sum.wrapping_add(record_sum(record));
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
        let Walk { root, exclude, cross_file_systems, threads, stop, problems } = self;
        let device = match cross_file_systems {
            true => None,
            false => std::fs::symlink_metadata(&root).map(|metadata| metadata.dev()).ok(),
        };
        let left_out = Arc::new(Mutex::new(Block::new()));
        let mut builder = WalkBuilder::new(&root);
        builder
            .standard_filters(false)
            .follow_links(false)
            .same_file_system(!cross_file_systems)
            .threads(threads)
            .filter_entry(filter(exclude, left_out.clone(), blocks.clone()));
        builder.build_parallel().visit(&mut Visitors {
            root: &root,
            problems,
            stop,
            device,
            blocks: blocks.clone(),
        });
        if let Ok(mut last) = left_out.lock() {
            // If nobody takes it, the writer has given up, and says why.
            let _ = blocks.send(std::mem::take(&mut *last));
        };
    }
}

/// Decides of each entry whether it is walked, before anything opens it: behind a folder that is left out may be a server that
/// does not answer. What is left out is told.
fn filter(
    exclude: Exclude,
    left_out: Arc<Mutex<Block>>,
    blocks: SyncSender<Block>,
) -> impl Fn(&DirEntry) -> bool + Send + Sync {
    move |entry| {
        if exclude.is_own_file(entry) {
            return false;
        }
        if !exclude.matches(entry.path()) {
            return true;
        }
        if let Ok(mut block) = left_out.lock() {
            block.push_excluded(entry);
            if block.rows.len() >= BLOCK_BYTES {
                let _ = blocks.send(std::mem::replace(&mut *block, Block::new()));
            }
        }
        false
    }
}

/// Makes a visitor for each thread.
struct Visitors<'a> {
    root: &'a Path,
    problems: &'a Problems,
    stop: &'a AtomicBool,
    /// The only one whose folders are entered.
    device: Option<u64>,
    blocks: SyncSender<Block>,
}

impl<'a> ParallelVisitorBuilder<'a> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 'a> {
        Box::new(Visitor {
            root: self.root,
            problems: self.problems,
            stop: self.stop,
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
    root: &'a Path,
    problems: &'a Problems,
    stop: &'a AtomicBool,
    device: Option<u64>,
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
                    self.push_mark(path.unwrap_or(self.root).as_os_str().as_bytes(), b"", Mark::Unread);
                }
            }
            // The walker goes no further.
            Ok(entry) if self.is_elsewhere(&entry) => self.block.push_excluded(&entry),
            Ok(entry) if is_folder(&entry) => self.block.counts.folders += 1,
            // By full path: going through an open folder was measured, and is not faster.
            Ok(entry) => match std::fs::symlink_metadata(entry.path()) {
                Err(error) => {
                    if self.problems.add(entry.path(), &error) {
                        let name = entry.file_name().as_bytes();
                        let dir = folder_of(entry.path().as_os_str().as_bytes(), name);
                        self.push_mark(dir, name, Mark::Unread);
                    }
                }
                // A folder has taken the place of the file, and nobody reads it.
                Ok(metadata) if metadata.is_dir() => {
                    self.problems.add_vanished();
                    self.push_mark(entry.path().as_os_str().as_bytes(), b"", Mark::Unread);
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
        self.block.add_to_sum(start);
        self.block.counts.files += 1;
        self.block.counts.add_bytes(metadata.size());
    }

    /// Whether it is a folder of another file system than the root's, and the walk stays there.
    fn is_elsewhere(&self, entry: &DirEntry) -> bool {
        let is_other = |device| entry.metadata().is_ok_and(|metadata| metadata.dev() != device);
        is_folder(entry) && self.device.is_some_and(is_other)
    }

    fn push_mark(&mut self, dir: &[u8], name: &[u8], mark: Mark) {
        self.block.push_mark(dir, name, mark);
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
