//! What came of a chunk: rows, what they add up to, and what could not become one.

use super::copy::{CopyRows, Int4Slot, Slot};
use super::digest::SeenRow;
use super::doubts::{Doubts, add_sample};
use super::rejects::Rejects;
use super::sums::{DirSums, Known};
use crate::dump::mark::{EndMark, record_sum};
use crate::dump::path::Dir;

/// What came of a chunk.
#[derive(Debug)]
pub struct Encoded {
    /// The rows; directories and principals still open.
    pub rows: CopyRows,
    /// The distinct directories.
    pub dirs: Vec<Dir>,
    /// What the rows in each of them add up to, in their order.
    pub dir_sums: Vec<DirSums>,
    /// The distinct owners and groups, as stored.
    pub principals: Vec<String>,
    /// Of which columns some row has a value.
    pub known: Known,
    /// Which directory belongs into which slot.
    pub slots: Vec<(Slot, u32)>,
    /// Which principal belongs into which slot.
    pub principal_slots: Vec<(Int4Slot, u32)>,
    /// What may have to be asked about it; of a dump of crawl, which has all as the disk has it, nothing.
    pub doubts: Doubts,
    /// Some of the names that are no UTF-8, a line each.
    pub undecodable: Vec<u8>,
    /// What could not be loaded.
    pub rejects: Rejects,
    /// What is there though no row has it: the files of rejected records, and what a walk could not read.
    pub kept: Vec<Kept>,
    /// Rejected records that do not tell whose they are.
    pub without_path: u64,
    /// The end mark that stands in it.
    pub end_mark: Option<EndMark>,
    /// What its other records add to the sum of their dump, where that has marks.
    pub record_sum: u64,
    /// Records seen; marks are none.
    pub rows_read: u64,
    /// Rows in `rows`.
    pub loaded: u64,
    /// Records that are no files.
    pub skipped: u64,
    /// How the input ends, where it does not end with a line end.
    pub cut_off: Option<CutOff>,
}

/// A file that is there, of which nothing else is known; or a folder of which, and of all below, nothing is known at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// XXH3-128 of the stored path of the folder.
    pub dir_digest: u128,
    /// The file in it, as stored; None for the folder.
    pub name: Option<String>,
    /// Somebody chose to leave it out: it is not what went wrong.
    pub excluded: bool,
}

/// The end of an input that lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// Its last line.
    pub line: u64,
    /// What it lacks for sure.
    pub missing: Missing,
}

/// What an input lacks at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Missing {
    /// Only the line end, for sure: nobody can tell a number that is whole from one that lost its last digits.
    LineEnd,
    /// Fields of its last record, or the quote that closes one.
    Fields,
    /// The line that its program always writes last.
    Closing(&'static str),
}

impl Encoded {
    /// Nothing yet; room for rows of `capacity` bytes.
    pub(super) fn with_capacity(capacity: usize) -> Encoded {
        Encoded {
            rows: CopyRows::with_capacity(capacity),
            dirs: Vec::new(),
            dir_sums: Vec::new(),
            principals: Vec::new(),
            known: Known::default(),
            slots: Vec::new(),
            principal_slots: Vec::new(),
            doubts: Doubts::default(),
            undecodable: Vec::new(),
            rejects: Rejects::default(),
            kept: Vec::new(),
            without_path: 0,
            end_mark: None,
            record_sum: 0,
            rows_read: 0,
            loaded: 0,
            skipped: 0,
            cut_off: None,
        }
    }

    /// Adds a name as it is stored to what may have to be asked about: `raw` are its bytes where it is an escape of them.
    #[inline]
    pub(super) fn add_name(&mut self, text: &str, raw: Option<&[u8]>) {
        match raw {
            None => self.doubts.utf8_names += u64::from(!text.is_ascii()),
            Some(raw) => {
                self.doubts.undecodable_names += 1;
                add_sample(&mut self.undecodable, raw);
            }
        }
    }

    /// Adds a record with its line end to the sum.
    pub(super) fn add_to_sum(&mut self, line: &[u8]) {
        let record = line.strip_suffix(b"\n").unwrap_or(line);
        let record = record.strip_suffix(b"\r").unwrap_or(record);
        self.record_sum = self.record_sum.wrapping_add(record_sum(record));
    }

    /// Gives every row its `dir_id`, `owner_id` and `group_id`: the ids are those of `dirs` and `principals`.
    pub fn fill(&mut self, dir_ids: &[i64], principal_ids: &[i32]) {
        for (slot, dir) in &self.slots {
            self.rows.fill(*slot, dir_ids[*dir as usize]);
        }
        for (slot, principal) in &self.principal_slots {
            self.rows.fill_int4(*slot, principal_ids[*principal as usize]);
        }
    }

    /// Writes a row, and adds it to the sums of its directory.
    #[inline]
    pub(super) fn push(&mut self, seen: &SeenRow<'_>, dir: u32, principals: [Option<u32>; 2]) -> LastRow {
        let mark = self.rows.mark();
        let written = seen.write(&mut self.rows);
        self.slots.push((written.dir_id, dir));
        let before = self.principal_slots.len();
        for (slot, place) in written.principals.into_iter().zip(principals) {
            if let Some(open) = slot.zip(place) {
                self.principal_slots.push(open);
            }
        }
        self.loaded += 1;
        self.known |= Known::of(seen);
        let sums = DirSums::of(seen, written.digest);
        if self.dir_sums.len() <= dir as usize {
            self.dir_sums.resize(dir as usize + 1, DirSums::default());
        }
        self.dir_sums[dir as usize] += sums;
        LastRow { mark, dir, sums, principals: self.principal_slots.len() - before }
    }

    /// Takes the last row back. What it alone had values of stays known: then a scan says that it knows a column of
    /// which it has no value, which is true of the dump.
    pub(super) fn take_back(&mut self, row: &LastRow) {
        self.rows.back_to(row.mark);
        self.slots.pop();
        self.principal_slots.truncate(self.principal_slots.len() - row.principals);
        self.dir_sums[row.dir as usize] -= row.sums;
        self.loaded -= 1;
    }
}

/// What it takes to take a row back.
pub(super) struct LastRow {
    /// Where it begins in `Encoded::rows`.
    mark: usize,
    dir: u32,
    sums: DirSums,
    principals: usize,
}
