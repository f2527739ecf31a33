//! The canonical CSV, RFC 4180: a name is kept whatever its bytes are.

use super::folder::Folder;
use crate::crawl::{Output, push_field};
use crate::dump::path::from_text;
use crate::dump::rows::{Known, SeenRow};
use crate::error::Result;

/// Rows are handed on in blocks of this size.
const BLOCK_BYTES: usize = 1 << 20;

/// Columns that every canonical CSV has.
const ALWAYS: &[u8] = b"dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix";

/// The others, in the order of `tierload crawl`.
const OTHERS: [(Known, &str); 7] = [
    (Known::FRN, "frn"),
    (Known::ALLOCATED, "allocated_bytes"),
    (Known::DEVICE, "device"),
    (Known::NLINK, "nlink"),
    (Known::OWNER, "owner"),
    (Known::GROUP, "group"),
    (Known::HASH, "file_hash"),
];

/// A CSV that is being written.
pub(super) struct CsvWriter {
    output: Output,
    known: Known,
    block: Vec<u8>,
    digits: itoa::Buffer,
}

impl CsvWriter {
    /// Begins with the header: of what the scan does not know there is no column.
    pub(super) fn new(output: Output, known: Known) -> CsvWriter {
        let mut block = ALWAYS.to_vec();
        for (_, name) in OTHERS.iter().filter(|(column, _)| known.contains(*column)) {
            block.push(b',');
            block.extend_from_slice(name.as_bytes());
        }
        block.push(b'\n');
        CsvWriter { output, known, block, digits: itoa::Buffer::new() }
    }

    /// Writes a row.
    pub(super) fn push(&mut self, folder: &Folder, row: &SeenRow<'_>) -> Result<()> {
        push_field(&mut self.block, folder.bytes());
        self.block.push(b',');
        push_field(&mut self.block, row.name_raw.unwrap_or(row.name.as_bytes()));
        self.number(Some(row.size_bytes));
        for time in [row.atime_unix, row.mtime_unix, row.ctime_unix] {
            self.number(time);
        }
        let known = self.known;
        for (column, _) in OTHERS.iter().filter(|(column, _)| known.contains(*column)) {
            match *column {
                Known::FRN => self.number(row.frn.map(i64::cast_unsigned)),
                Known::ALLOCATED => self.number(row.allocated_bytes),
                Known::DEVICE => self.number(row.device.map(i64::cast_unsigned)),
                Known::NLINK => self.number(row.nlink),
                Known::OWNER => self.text(row.owner),
                Known::GROUP => self.text(row.group),
                _ => self.text(row.file_hash),
            }
        }
        self.block.push(b'\n');
        if self.block.len() >= BLOCK_BYTES { self.hand_on() } else { Ok(()) }
    }

    /// Writes what is left, and gives the file its name.
    pub(super) fn finish(mut self) -> Result<()> {
        self.hand_on()?;
        self.output.finish()
    }

    fn hand_on(&mut self) -> Result<()> {
        self.output.write(&self.block)?;
        self.block.clear();
        Ok(())
    }

    fn number(&mut self, number: Option<impl itoa::Integer>) {
        self.block.push(b',');
        if let Some(number) = number {
            self.block.extend_from_slice(self.digits.format(number).as_bytes());
        }
    }

    /// A text that has no bytes beside it: those that it is an escape of.
    fn text(&mut self, text: Option<&str>) {
        self.block.push(b',');
        if let Some(text) = text {
            let bytes = from_text(text);
            push_field(&mut self.block, bytes.as_deref().unwrap_or(text.as_bytes()));
        }
    }
}
