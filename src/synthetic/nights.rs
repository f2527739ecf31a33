//! Which files are new, changed or gone at a night.
//!
//! The files of night 0 are numbered, and stand in an order of their own (their rank). The first half by rank goes, one
//! after the other, and then the new files in the order in which they came. The second half stays for good and
//! changes, one file after the other, round and round. New files stand beside those of night 0, in the order of rank.
//! So every night has exactly the promised numbers, and what a file is at a night is computed from its number.

use super::file::{File, Nightly};
use super::tree::Tree;
use std::io;

impl Tree {
    /// Files at a night. Fails for a night before which all that can go is gone: where more go than come.
    pub fn files_at(&self, night: u64) -> io::Result<u64> {
        let Nightly { new, gone, .. } = self.nightly;
        if gone > new && night > (self.half() - new) / (gone - new) {
            return Err(io::Error::new(
                io::ErrorKind::InvalidInput,
                format!("nothing is left to go at night {night}"),
            ));
        }
        Ok(self.files + new * night - gone * night)
    }

    /// Files that are there at every night from 0 to this one.
    pub fn files_through(&self, night: u64) -> u64 {
        self.files - self.gone_through(night)
    }

    /// One of the files that are there at every night from 0 to this one, by a number below their count.
    pub(super) fn file_through(&self, night: u64, number: u64) -> File {
        let slot = self.ranks.at(self.gone_through(night) + number);
        File { number: slot, slot, arrived: 0, changes: 0, changed: 0 }
    }

    fn gone_through(&self, night: u64) -> u64 {
        self.nightly.gone.saturating_mul(night).min(self.half())
    }

    fn half(&self) -> u64 {
        self.files / 2
    }

    /// Appends what stands at a slot at a night: the file of night 0 and those that came beside it.
    pub(super) fn files_in(&self, slot: u64, night: u64, files: &mut impl Extend<File>) {
        // At night 0 no rank matters, and its price is saved.
        let rank = if night == 0 { self.half() } else { self.ranks.place(slot) };
        if rank >= self.gone_through(night) {
            let (changes, changed) = self.changes(rank, night);
            files.extend([File { number: slot, slot, arrived: 0, changes, changed }]);
        }
        let came = (rank..self.nightly.new * night).step_by(self.files as usize);
        files.extend(came.filter(|number| self.goes(self.half() + number) > night).map(|number| File {
            number: self.files + number,
            slot,
            arrived: number / self.nightly.new + 1,
            changes: 0,
            changed: 0,
        }));
    }

    /// The night at which a file goes, by its turn.
    fn goes(&self, turn: u64) -> u64 {
        turn.checked_div(self.nightly.gone).map_or(u64::MAX, |nights| nights + 1)
    }

    /// How often a file of night 0 has changed, and at which night last.
    fn changes(&self, rank: u64, night: u64) -> (u64, u64) {
        let changing = self.files - self.half();
        let all = self.nightly.changed * night;
        match rank.checked_sub(self.half()) {
            Some(turn) if turn < all => {
                let rounds = (all - 1 - turn) / changing;
                (rounds + 1, (turn + rounds * changing) / self.nightly.changed + 1)
            }
            _ => (0, 0),
        }
    }
}
