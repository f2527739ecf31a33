//! The snapshots that are proved.

use crate::dump::rows::Known;
use crate::snapshot::Snapshot;
use std::ops::Range;

/// Snapshots in the order of their numbers, each with the columns that its scan knows. Those are few sets, and a version is
/// digested once for each: a scan that knows no hashes saw another row than one that does.
pub(super) struct Span {
    numbers: Vec<i32>,
    kinds: Vec<Known>,
    /// The place in `kinds` of each snapshot.
    kind_of: Vec<usize>,
}

impl Span {
    /// Of snapshots in the order of their numbers.
    pub(super) fn new(snapshots: &[Snapshot]) -> Span {
        let mut kinds = Vec::new();
        let kind_of = snapshots.iter().map(|snapshot| {
            let known = snapshot.known();
            kinds.iter().position(|kind| *kind == known).unwrap_or_else(|| {
                kinds.push(known);
                kinds.len() - 1
            })
        });
        let kind_of = kind_of.collect();
        Span { numbers: snapshots.iter().map(|snapshot| snapshot.snapshot_no).collect(), kinds, kind_of }
    }

    /// The first number and the last one.
    pub(super) fn ends(&self) -> (i32, i32) {
        (self.numbers.first().copied().unwrap_or(0), self.numbers.last().copied().unwrap_or(0))
    }

    /// How many snapshots there are.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The number of a snapshot.
    pub(super) fn number(&self, at: usize) -> i32 {
        self.numbers[at]
    }

    /// The sets of columns.
    pub(super) fn kinds(&self) -> &[Known] {
        &self.kinds
    }

    /// Which set a snapshot has.
    pub(super) fn kind(&self, at: usize) -> usize {
        self.kind_of[at]
    }

    /// The snapshots from one number until another; None when there is none.
    pub(super) fn clip(&self, from: i32, until: Option<i32>) -> Option<Range<usize>> {
        let place = |number: i32| self.numbers.partition_point(|found| *found < number);
        let clipped = place(from)..until.map_or(self.len(), place);
        (!clipped.is_empty()).then_some(clipped)
    }

    /// Whether one of these has this set.
    pub(super) fn has_kind(&self, kind: usize, places: &Range<usize>) -> bool {
        self.kind_of[places.clone()].contains(&kind)
    }
}
