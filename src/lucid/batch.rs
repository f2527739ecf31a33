//! Logs and cursors -> batches: what one transaction applies.

use std::collections::{HashMap, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use super::coalesce::{ByPath, Coalesced, Counts};
use super::cursor::{Advance, Cursor, Limits};
use super::discover::{LogFile, LogId};
use super::event::Rules;
use super::lines::{Lines, Opened, Sizes, open};
use super::part::BatchPart;
use super::reject::Reject;
use crate::dump::input::Chunk;

/// What happened to a log beside its lines. Never fatal.
#[derive(Debug)]
pub enum Notice {
    /// It is shorter than its cursor, and was left alone. Without a cursor it is read again.
    Shrunk {
        /// The file.
        path: PathBuf,
        /// Its length now, decompressed.
        bytes: u64,
        /// Its cursor.
        offset: u64,
    },
    /// It is closed, but what stands after its last line end is no whole record: a copy that is not finished, or a
    /// network file system that shows the new name before the last bytes. It is read once it is whole.
    CutOff {
        /// The file.
        path: PathBuf,
        /// Where that line starts.
        offset: u64,
    },
    /// It cannot be opened, or not be read beyond `offset`; what stands before was read.
    Unreadable {
        /// The file.
        path: PathBuf,
        /// How far it was read.
        offset: u64,
        /// Why.
        error: io::Error,
    },
}

/// What one transaction applies.
#[derive(Debug, Default)]
pub struct Batch {
    /// One entry a file.
    pub by_path: ByPath,
    /// What was read; the counts balance.
    pub counts: Counts,
    /// The logs that moved on, each once, in the order in which they are read.
    pub advances: Vec<Advance>,
    /// The first rejected lines, in the order in which they are read; `counts.rejected` has them all.
    pub rejects: Vec<Reject>,
    /// What else happened.
    pub notices: Vec<Notice>,
    /// Decompressed bytes.
    pub bytes_read: u64,
}

/// Reads logs, one after the other, into batches. Holds one open file at most, so that a compressed log that spans
/// batches is decompressed once.
pub struct LogReader {
    waiting: VecDeque<(LogFile, Cursor)>,
    current: Option<Current>,
    limits: Limits,
}

struct Current {
    log: LogFile,
    cursor: Cursor,
    lines: Lines<Box<dyn io::Read + Send>>,
}

impl LogReader {
    /// Reads each log from its cursor, in the order given; a log without one from the start.
    pub fn new(logs: Vec<LogFile>, cursors: &HashMap<LogId, Cursor>, mut limits: Limits) -> LogReader {
        // A batch that may hold nothing would look like the end.
        limits.batch_bytes = limits.batch_bytes.max(1);
        limits.batch_paths = limits.batch_paths.max(1);
        let with_cursor = |log: LogFile| {
            let cursor = cursors.get(&log.id).copied().unwrap_or(Cursor::START);
            (log, cursor)
        };
        LogReader { waiting: logs.into_iter().map(with_cursor).collect(), current: None, limits }
    }

    /// Reads and coalesces the next batch on the current rayon pool. None when nothing is left.
    ///
    /// The same logs give the same batch but for where it ends, which `batch_paths` may vary by some blocks.
    pub fn next_batch(&mut self, rules: &Rules) -> Option<Batch> {
        let paths = AtomicUsize::new(0);
        let limits = self.limits;
        let mut feed = Feed { reader: self, paths: &paths, batch: Batch::default() };
        // Reading is serial and under a lock, parsing is not: whoever is idle reads the next block and parses it.
        let mut part = (&mut feed)
            .par_bridge()
            .fold(BatchPart::default, |mut part, (log, chunk)| {
                let before = part.coalesced.by_path.len();
                part.take(log, &chunk, rules, &limits);
                paths.fetch_add(part.coalesced.by_path.len() - before, Ordering::Relaxed);
                part
            })
            .reduce(BatchPart::default, BatchPart::merge);
        let mut batch = feed.batch;
        batch.rejects = part.number_lines(&mut batch.advances, limits.named_rejects);
        if let (Some(current), Some(last)) = (&mut self.current, batch.advances.last())
            && current.log.id == last.id
        {
            current.cursor = last.to;
        }
        Coalesced { by_path: batch.by_path, counts: batch.counts } = part.coalesced;
        (!batch.advances.is_empty() || !batch.notices.is_empty()).then_some(batch)
    }
}

/// The chunks of one batch, each with the index of its log in `batch.advances`.
struct Feed<'a> {
    reader: &'a mut LogReader,
    paths: &'a AtomicUsize,
    batch: Batch,
}

impl Iterator for Feed<'_> {
    type Item = (usize, Chunk);

    fn next(&mut self) -> Option<Self::Item> {
        let limits = self.reader.limits;
        loop {
            let full = self.batch.bytes_read >= limits.batch_bytes;
            if full || self.paths.load(Ordering::Relaxed) >= limits.batch_paths {
                return None;
            }
            let Some(current) = &mut self.reader.current else {
                let (log, cursor) = self.reader.waiting.pop_front()?;
                self.open(log, cursor);
                continue;
            };
            match current.lines.next_chunk() {
                Ok(Some(chunk)) if is_cut_off(&chunk, limits.sizes) => {
                    let (path, offset) = (current.log.path.clone(), chunk.byte_start);
                    self.batch.notices.push(Notice::CutOff { path, offset });
                    self.reader.current = None;
                }
                Ok(Some(chunk)) => return Some((self.advance(&chunk)?, chunk)),
                Ok(None) => self.reader.current = None,
                Err(error) => {
                    let (path, offset) = (current.log.path.clone(), current.lines.offset());
                    self.batch.notices.push(Notice::Unreadable { path, offset, error });
                    self.reader.current = None;
                }
            }
        }
    }
}

impl Feed<'_> {
    fn open(&mut self, log: LogFile, cursor: Cursor) {
        let notice = match open(&log, cursor.offset, self.reader.limits.sizes) {
            Ok(Opened::More(lines)) => {
                self.reader.current = Some(Current { log, cursor, lines });
                return;
            }
            Ok(Opened::Nothing) => return,
            Ok(Opened::Shrunk { bytes }) => Notice::Shrunk { path: log.path, bytes, offset: cursor.offset },
            Err(error) => Notice::Unreadable { path: log.path, offset: cursor.offset, error },
        };
        self.batch.notices.push(notice);
    }

    fn advance(&mut self, chunk: &Chunk) -> Option<usize> {
        let Current { log, cursor, .. } = self.reader.current.as_ref()?;
        let advances = &mut self.batch.advances;
        if advances.last().is_none_or(|last| last.id != log.id) {
            let (id, path) = (log.id.clone(), log.path.clone());
            advances.push(Advance { id, path, from: *cursor, to: *cursor, events: 0 });
        }
        self.batch.bytes_read += chunk.byte_end() - chunk.byte_start;
        advances.last_mut()?.to.offset = chunk.byte_end();
        Some(advances.len() - 1)
    }
}

/// Whether this is the end of a closed log (which alone has no line end) and no whole JSON value. Nothing is awaited of
/// a line that is too long.
fn is_cut_off(chunk: &Chunk, sizes: Sizes) -> bool {
    let tail = chunk.bytes.trim_ascii();
    chunk.bytes.last() != Some(&b'\n')
        && chunk.bytes.len() <= sizes.line_bytes
        && !tail.is_empty()
        && serde_json::from_slice::<serde::de::IgnoredAny>(tail).is_err()
}

#[cfg(test)]
#[path = "batch_tests.rs"]
mod tests;
