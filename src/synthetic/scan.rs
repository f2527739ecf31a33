//! The rows of one night, as canonical CSV.

use super::file::File;
use super::random::Draw;
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
    /// Its user, of `OWNERS`.
    pub uid: u32,
    /// The group of that user.
    pub gid: u32,
}

/// Users, numbered from 1000; ten of them are a group.
const OWNERS: u64 = 40;

/// The share is one file system, whose blocks are of this size.
const BLOCK_BYTES: u64 = 4096;
const DEVICE: u64 = 65_024;

/// Which columns are written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Columns {
    /// Up to `frn`, as dumps had before there were others.
    #[default]
    Times,
    /// All that `tierload crawl` writes.
    Crawl,
}

impl Columns {
    /// The header line of a canonical CSV with them.
    pub fn header(self) -> &'static str {
        match self {
            Columns::Times => "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n",
            Columns::Crawl => concat!(
                "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,",
                "allocated_bytes,device,nlink,owner,group\n"
            ),
        }
    }
}

impl Row<'_> {
    /// Writes the row as a line of a canonical CSV.
    pub fn write(&self, out: &mut impl Write, columns: Columns) -> io::Result<()> {
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
        if columns == Columns::Crawl {
            let allocated_bytes = self.size_bytes.next_multiple_of(BLOCK_BYTES);
            write!(out, ",{allocated_bytes},{DEVICE},1,uid:{},gid:{}", self.uid, self.gid)?;
        }
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
        self.write_columns(out, night, notation, Columns::Times)
    }

    /// The same, with these columns.
    pub fn write_columns(
        &self,
        out: &mut impl Write,
        night: u64,
        notation: Notation,
        columns: Columns,
    ) -> io::Result<()> {
        let mut scan = self.scan(night, notation)?;
        out.write_all(columns.header().as_bytes())?;
        while let Some(row) = scan.next_row() {
            row.write(out, columns)?;
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
        // The files of a folder mostly belong to one user.
        let owner = tree.draw(Draw::Owner, first) % OWNERS;
        Some(Row {
            dir: &self.dir,
            name: &self.name,
            size_bytes: tree.size_bytes(&file),
            atime_unix,
            mtime_unix,
            ctime_unix,
            frn: file.number + 1,
            uid: 1000 + owner as u32,
            gid: 100 + owner as u32 / 10,
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
