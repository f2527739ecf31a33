//! The rows of one night, as canonical CSV.

use super::file::File;
use super::tree::{Notation, Tree};
use std::collections::VecDeque;
use std::io::{self, Write};

/// One file of a scan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'s> {
    /// Its directory.
    pub dir: &'s str,
    /// Its name.
    pub name: &'s str,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last read, in seconds since 1970.
    pub atime_unix: i64,
    /// When it was last changed.
    pub mtime_unix: i64,
    /// When it was made.
    pub ctime_unix: i64,
    /// Its number in the file system, from 1.
    pub frn: u64,
}

impl Row<'_> {
    /// The header of a canonical CSV with these fields.
    pub const HEADER: &'static str = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n";

    /// Writes the row as a line of a canonical CSV.
    pub fn write(&self, out: &mut impl Write) -> io::Result<()> {
        out.write_all(self.dir.as_bytes())?;
        out.write_all(b",")?;
        out.write_all(self.name.as_bytes())?;
        let mut digits = itoa::Buffer::new();
        for time_or_size in [self.size_bytes as i64, self.atime_unix, self.mtime_unix, self.ctime_unix] {
            out.write_all(b",")?;
            out.write_all(digits.format(time_or_size).as_bytes())?;
        }
        out.write_all(b",")?;
        out.write_all(digits.format(self.frn).as_bytes())?;
        out.write_all(b"\n")
    }
}

/// The rows of a scan, directory by directory.
#[derive(Debug)]
pub struct Scan<'t> {
    tree: &'t Tree,
    night: u64,
    notation: Notation,
    slot: u64,
    at_slot: VecDeque<File>,
    first_in_dir: Option<u64>,
    /// The directory, and how long it is without a folder of a file's own.
    dir: String,
    dir_len: usize,
    name: String,
}

impl Tree {
    /// A scan at a night.
    pub fn scan(&self, night: u64, notation: Notation) -> io::Result<Scan<'_>> {
        self.files_at(night)?;
        Ok(Scan {
            tree: self,
            night,
            notation,
            slot: 0,
            at_slot: VecDeque::new(),
            first_in_dir: None,
            dir: String::new(),
            dir_len: 0,
            name: String::new(),
        })
    }

    /// Writes a scan at a night, with its header.
    pub fn write_scan(&self, out: &mut impl Write, night: u64, notation: Notation) -> io::Result<()> {
        let mut scan = self.scan(night, notation)?;
        out.write_all(Row::HEADER.as_bytes())?;
        while let Some(row) = scan.next_row() {
            row.write(out)?;
        }
        out.flush()
    }
}

impl Scan<'_> {
    /// The next row, or None after the last.
    pub fn next_row(&mut self) -> Option<Row<'_>> {
        let file = self.next_file()?;
        let tree = self.tree;
        let first = tree.first_in_dir(file.slot);
        if self.first_in_dir != Some(first) {
            self.first_in_dir = Some(first);
            self.dir.clear();
            tree.push_dir(&mut self.dir, first, self.notation);
            self.dir_len = self.dir.len();
        }
        self.dir.truncate(self.dir_len);
        tree.push_own_dir(&mut self.dir, &file, self.notation);
        self.name.clear();
        tree.push_name(&mut self.name, &file, first);
        let [atime_unix, mtime_unix, ctime_unix] = tree.times_unix(&file);
        Some(Row {
            dir: &self.dir,
            name: &self.name,
            size_bytes: tree.size_bytes(&file),
            atime_unix,
            mtime_unix,
            ctime_unix,
            frn: file.number + 1,
        })
    }

    fn next_file(&mut self) -> Option<File> {
        while self.at_slot.is_empty() && self.slot < self.tree.files {
            self.tree.files_in(self.slot, self.night, &mut self.at_slot);
            self.slot += 1;
        }
        self.at_slot.pop_front()
    }
}
