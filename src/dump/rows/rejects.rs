//! What could not be loaded of a chunk. All of it is counted, and the first records are kept: a few kilobytes of compressed
//! rubbish must not become gigabytes of memory and tables.

use crate::dump::format::Reject;
use crate::dump::input::Chunk;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

/// So many records of a chunk are kept.
const KEPT: usize = 10_000;

/// Reasons of the others that are told apart.
const REASONS: usize = 100;

/// A record that was not loaded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// Line in the input, from 1.
    pub line: u64,
    /// Offset of its first byte in the (decompressed) input.
    pub byte: u64,
    /// Why.
    pub reject: Reject,
    /// The record as it stood.
    pub raw: Vec<u8>,
}

impl Rejected {
    /// The record at this place of the chunk, without what ended it.
    pub(super) fn of(chunk: &Chunk, line: u64, record: Range<usize>, reject: Reject) -> Rejected {
        let byte = chunk.byte_start + record.start as u64;
        let record = &chunk.bytes[record];
        let raw = record.strip_suffix(b"\0").unwrap_or_else(|| record.trim_ascii_end()).to_vec();
        Rejected { line, byte, reject, raw }
    }
}

/// What could not be loaded of a chunk.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Rejects {
    kept: Vec<Rejected>,
    others: BTreeMap<Cow<'static, str>, u64>,
    count: u64,
}

impl Rejects {
    pub(super) fn push(&mut self, rejected: Rejected) {
        self.count += 1;
        if self.kept.len() < KEPT {
            return self.kept.push(rejected);
        }
        let reason = rejected.reject.reason;
        let is_new = !self.others.contains_key(&reason);
        let reason =
            if is_new && self.others.len() >= REASONS { Cow::Borrowed("other reasons") } else { reason };
        *self.others.entry(reason).or_default() += 1;
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Whether all was loaded.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The first ones, in their order.
    pub fn kept(&self) -> &[Rejected] {
        &self.kept
    }

    /// How many of those that are not kept were rejected for which reason.
    pub fn others(&self) -> impl Iterator<Item = (&str, u64)> {
        self.others.iter().map(|(reason, count)| (reason.as_ref(), *count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_counted_and_the_first_are_kept() {
        let mut rejects = Rejects::default();
        assert!(rejects.is_empty());
        for line in 0..KEPT as u64 + 1_000 {
            let reject = Reject::new(format!("reason {}", line % 200));
            rejects.push(Rejected { line, byte: 0, reject, raw: Vec::new() });
        }
        assert_eq!((rejects.count(), rejects.kept().len()), (KEPT as u64 + 1_000, KEPT));
        assert_eq!(rejects.kept()[KEPT - 1].line, KEPT as u64 - 1);
        assert_eq!(rejects.others().map(|(_, count)| count).sum::<u64>(), 1_000);
        assert_eq!(rejects.others().count(), REASONS + 1);
    }
}
