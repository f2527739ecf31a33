//! How sums change from snapshot to snapshot.

use super::span::Span;
use super::sums::Sums;
use std::ops::Range;

/// Sums of several tracks, by snapshot: as changes, so that what stays as it is takes no room.
#[derive(Debug, Default)]
pub(super) struct Timeline {
    /// In the order of `at` and `track`.
    changes: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    at: u32,
    track: u32,
    sums: Sums,
}

impl Timeline {
    /// Adds sums to the snapshots at these places.
    pub(super) fn add(&mut self, track: usize, places: &Range<usize>, sums: Sums, span: &Span) {
        self.change(places.start, track, sums);
        if places.end < span.len() {
            self.change(places.end, track, -sums);
        }
    }

    /// Adds another one.
    pub(super) fn add_all(&mut self, other: Timeline) {
        for Change { at, track, sums } in other.changes {
            self.change(at as usize, track as usize, sums);
        }
    }

    fn change(&mut self, at: usize, track: usize, sums: Sums) {
        let key = (at as u32, track as u32);
        match self.changes.binary_search_by_key(&key, |change| (change.at, change.track)) {
            Ok(place) => self.changes[place].sums += sums,
            Err(place) => self.changes.insert(place, Change { at: key.0, track: key.1, sums }),
        }
    }

    /// Tells the sums of each of so many tracks, snapshot by snapshot.
    pub(super) fn each(&self, tracks: usize, span: &Span, mut told: impl FnMut(usize, &[Sums])) {
        let mut sums = vec![Sums::default(); tracks];
        let mut changes = self.changes.iter().peekable();
        for at in 0..span.len() {
            while let Some(change) = changes.next_if(|change| change.at as usize == at) {
                sums[change.track as usize] += change.sums;
            }
            told(at, &sums);
        }
    }
}
