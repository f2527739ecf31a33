//! One thread's part of a batch.

use super::coalesce::Coalesced;
use super::cursor::{Advance, Limits};
use super::event::{Rules, parse};
use super::lines::lines_of;
use super::reject::{Reason, Reject};
use crate::dump::input::Chunk;

#[derive(Default)]
pub(super) struct BatchPart {
    pub(super) coalesced: Coalesced,
    blocks: Vec<Seen>,
    rejects: Vec<Rejected>,
}

/// A block, by the index of its log in the batch and its offset: only when all blocks are there can lines be numbered.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    log: usize,
    start: u64,
    lines: u64,
    events: u64,
}

/// A rejected line, by its block and its place in it.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Rejected {
    log: usize,
    byte: u64,
    block: u64,
    line: u64,
    reason: Reason,
}

impl BatchPart {
    /// Parses a chunk. A part sees chunks in the order of the batch, so the first rejects of all are among the first
    /// rejects of each part, and more need not be kept.
    pub(super) fn take(&mut self, log: usize, chunk: &Chunk, rules: &Rules, limits: &Limits) {
        let block = chunk.byte_start;
        let (mut lines, mut blank) = (0, 0);
        let mut reject = |coalesced: &mut Coalesced, byte, line, reason| {
            coalesced.reject(reason);
            if self.rejects.len() < limits.named_rejects {
                self.rejects.push(Rejected { log, byte, block, line, reason });
            }
        };
        for (byte, line) in lines_of(chunk) {
            lines += 1;
            if line.len() > limits.sizes.line_bytes {
                reject(&mut self.coalesced, byte, lines, Reason::LineTooLong);
            } else if line.trim_ascii_start().is_empty() {
                blank += 1;
            } else {
                match parse(line, rules) {
                    Ok(event) => self.coalesced.add(event, rules),
                    Err(reason) => reject(&mut self.coalesced, byte, lines, reason),
                }
            }
        }
        self.coalesced.counts.blank_lines += blank;
        self.blocks.push(Seen { log, start: block, lines, events: lines - blank });
    }

    pub(super) fn merge(mut self, other: BatchPart) -> BatchPart {
        self.blocks.extend(other.blocks);
        self.rejects.extend(other.rejects);
        BatchPart {
            coalesced: self.coalesced.merge(other.coalesced),
            blocks: self.blocks,
            rejects: self.rejects,
        }
    }

    /// Counts the lines of each log where the lines before were counted, and names the first rejected ones.
    pub(super) fn number_lines(&mut self, advances: &mut [Advance], named: usize) -> Vec<Reject> {
        self.blocks.sort_unstable();
        self.rejects.sort_unstable();
        self.rejects.truncate(named);
        let mut rejects = self.rejects.iter().peekable();
        let mut found = Vec::with_capacity(self.rejects.len());
        for seen in &self.blocks {
            let advance = &mut advances[seen.log];
            while let Some(reject) =
                rejects.next_if(|reject| (reject.log, reject.block) == (seen.log, seen.start))
            {
                let line = advance.to.lines.map(|before| before + reject.line);
                let path = advance.path.clone();
                found.push(Reject { path, line, byte: reject.byte, reason: reject.reason });
            }
            advance.to.lines = advance.to.lines.map(|before| before + seen.lines);
            advance.events += seen.events;
        }
        found
    }
}
