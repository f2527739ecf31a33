//! Where the logs of a round stand, and where its batches move them.

use super::cursors::{Move, Stored};
use crate::lucid::first_line::first_line;
use crate::lucid::{Advance, Batch, Cursor, LogFile, LogId};
use std::collections::{HashMap, HashSet};

/// What the ledger says of the logs of a round once all its batches so far are applied.
pub(super) struct Standing<'l> {
    logs: HashMap<&'l LogId, &'l LogFile>,
    stored: HashMap<LogId, Stored>,
    /// To be read from their start.
    replaced: HashSet<LogId>,
}

impl<'l> Standing<'l> {
    pub(super) fn new(
        logs: &'l [LogFile],
        stored: HashMap<LogId, Stored>,
        replaced: HashSet<LogId>,
    ) -> Standing<'l> {
        Standing { logs: logs.iter().map(|log| (&log.id, log)).collect(), stored, replaced }
    }

    /// Where to start reading; a log that is not among these starts at its beginning.
    pub(super) fn starts(&self) -> HashMap<LogId, Cursor> {
        let known = self.stored.iter().filter(|(id, _)| !self.replaced.contains(*id));
        known.map(|(id, stored)| (id.clone(), stored.cursor)).collect()
    }

    /// The cursors that the next batch moves.
    pub(super) fn moves(&mut self, batch: &Batch) -> Vec<Move> {
        batch.advances.iter().map(|advance| self.moved(advance)).collect()
    }

    fn moved(&mut self, advance: &Advance) -> Move {
        let id = &advance.id;
        let expected = self.stored.get(id).copied().unwrap_or(Stored::NOTHING);
        let before = if self.replaced.remove(id) { Stored::NOTHING } else { expected };
        let first = || self.logs.get(id).and_then(|log| first_line(log).ok().flatten());
        let to = Stored {
            cursor: advance.to,
            events: before.events + advance.events,
            first_line: before.first_line.or_else(first),
        };
        self.stored.insert(id.clone(), to);
        Move { id: id.clone(), expected, to }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn advance(from: u64, to: u64, events: u64) -> Advance {
        let id = LogId { node: "7".into(), begin: "a".into() };
        let at = |offset| Cursor { offset, lines: None };
        Advance { id, path: "a.log".into(), from: at(from), to: at(to), events }
    }

    fn batch(advance: Advance) -> Batch {
        Batch { advances: vec![advance], ..Batch::default() }
    }

    #[test]
    fn a_replaced_log_is_counted_from_its_start_and_expected_where_the_other_one_ended() {
        let id = advance(0, 0, 0).id;
        let before = Stored { cursor: Cursor { offset: 90, lines: None }, events: 9, first_line: Some(1) };
        let ledger = HashMap::from([(id.clone(), before)]);
        let mut standing = Standing::new(&[], ledger.clone(), HashSet::from([id.clone()]));
        assert!(standing.starts().is_empty());
        let first = standing.moves(&batch(advance(0, 20, 2))).remove(0);
        assert_eq!((first.expected, first.to.events, first.to.first_line), (before, 2, None));
        let second = standing.moves(&batch(advance(20, 30, 1))).remove(0);
        assert_eq!((second.expected, second.to.events), (first.to, 3));

        let mut standing = Standing::new(&[], ledger, HashSet::new());
        assert_eq!(standing.starts()[&id].offset, 90);
        let to = standing.moves(&batch(advance(90, 110, 2))).remove(0).to;
        assert_eq!((to.events, to.first_line), (11, Some(1)));
    }
}
