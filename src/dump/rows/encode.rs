//! A chunk becomes rows in COPY format. Pure computation: runs on the rayon pool.
//!
//! Rows are written with the place of their directory left open; a chunk has few distinct directories, which are
//! resolved together and filled in afterwards.

use super::copy::{CopyRows, Slot};
use super::folders::{Folder, RowBefore};
use crate::dump::format::{Format, Reject, Row, RowPath};
use crate::dump::input::{BrokenQuote, Chunk, MAX_RECORD_BYTES, Record, Records};
use crate::dump::path::{Dir, DirInterner, PathRules, extension, to_text};
use std::ops::{Range, RangeInclusive};

/// Columns of `sql/scan/session/copy_rows.sql`.
const COLUMNS: u16 = 10;

/// A name is part of keys, and an entry of a B-tree holds 2,704 bytes with everything. The longest name of any file
/// system is 255 characters, 1,275 bytes when each of them needs an escape.
const MAX_NAME_BYTES: usize = 2_600;

/// What `to_timestamp` of PostgreSQL takes: 4713-11-24 BC to the end of 294276. Any other time fails whoever shows it.
const TIMES: RangeInclusive<i64> = -210_866_803_200..=9_224_318_015_999;

/// What came of a chunk.
#[derive(Debug)]
pub struct Encoded {
    /// The rows; directories still open.
    pub rows: CopyRows,
    /// The distinct directories.
    pub dirs: Vec<Dir>,
    /// Which directory belongs into which slot.
    pub slots: Vec<(Slot, u32)>,
    /// What could not be loaded.
    pub rejects: Vec<Rejected>,
    /// Records seen.
    pub rows_read: u64,
    /// Rows in `rows`.
    pub loaded: u64,
    /// Records that are no files.
    pub skipped: u64,
    /// How the input ends, where it does not end with a line end.
    pub cut_off: Option<CutOff>,
}

/// The end of an input that lacks something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CutOff {
    /// Its last line.
    pub line: u64,
    /// Whether its last record lacks fields, or the quote that closes one. Otherwise only the line end is missing for sure:
    /// nobody can tell a number that is whole from one that lost its last digits.
    pub lacks_fields: bool,
}

impl Encoded {
    /// Gives every row its `dir_id`: `ids` are those of `dirs`.
    pub fn fill(&mut self, ids: &[i64]) {
        for (slot, dir) in &self.slots {
            self.rows.fill(*slot, ids[*dir as usize]);
        }
    }
}

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

/// Parses, normalises and encodes every record of a chunk.
pub fn encode(chunk: &Chunk, format: &dyn Format, rules: &PathRules) -> Encoded {
    let mut encoder = Encoder {
        rules,
        out: Encoded {
            rows: CopyRows::with_capacity(chunk.bytes.len()),
            dirs: Vec::new(),
            slots: Vec::new(),
            rejects: Vec::new(),
            rows_read: 0,
            loaded: 0,
            skipped: 0,
            cut_off: None,
        },
        dirs: DirInterner::new(rules),
        before: RowBefore::default(),
        last_row: 0,
        folder: None,
    };
    if chunk.discarded_bytes > 0 {
        encoder.out.rows_read = 1;
        encoder.out.rejects.push(Rejected {
            line: chunk.line_start,
            byte: chunk.byte_start,
            reject: Reject::new(format!(
                "the line is longer than {MAX_RECORD_BYTES} bytes; its beginning is kept here"
            )),
            raw: chunk.bytes.clone(),
        });
        let line = chunk.line_start;
        encoder.out.cut_off = chunk.ends_amid_line.then_some(CutOff { line, lacks_fields: false });
        return encoder.out;
    }
    let line_byte = format.dialect().line_byte();
    let mut records = Records::new(chunk, format.dialect());
    let mut last_start = 0;
    while let Some(record) = records.next_record() {
        encoder.out.rows_read += 1;
        let start = record.start;
        last_start = start;
        let lacks_fields = record.fields.is_ok_and(|fields| fields.len() < *format.field_count().start())
            || record.fields.is_err_and(|broken| broken == BrokenQuote::NotClosed);
        let encoded = encoder.record(record, format);
        if let Some(folder) = encoder.folder.take() {
            encoder.out.rejects.push(Rejected {
                line: records.line(folder.start),
                byte: chunk.byte_start + folder.start as u64,
                reject: folder_among_files(),
                raw: without_end(&chunk.bytes[folder]).to_vec(),
            });
        }
        match encoded {
            Ok(()) => {}
            Err(reject) => {
                let end = records.reject(start);
                let line = records.line(start);
                // Only the end of an input ends a chunk without a line end.
                if lacks_fields && end == chunk.bytes.len() && chunk.bytes.last() != Some(&line_byte) {
                    encoder.out.cut_off = Some(CutOff { line, lacks_fields });
                }
                encoder.out.rejects.push(Rejected {
                    line,
                    byte: chunk.byte_start + start as u64,
                    reject,
                    raw: without_end(&chunk.bytes[start..end]).to_vec(),
                });
            }
        }
    }
    if chunk.ends_amid_line && encoder.out.cut_off.is_none() {
        encoder.out.cut_off = Some(CutOff { line: records.line(last_start), lacks_fields: false });
    }
    encoder.out.dirs = encoder.dirs.into_dirs();
    encoder.out
}

struct Encoder<'e> {
    rules: &'e PathRules,
    out: Encoded,
    dirs: DirInterner<'e>,
    before: RowBefore,
    /// Where the last row begins in `out.rows`.
    last_row: usize,
    /// The record before, where its row was taken back because it is a folder.
    folder: Option<Range<usize>>,
}

impl Encoder<'_> {
    fn record(&mut self, record: Record<'_>, format: &dyn Format) -> Result<(), Reject> {
        let fields = record.fields?;
        if !format.takes(fields) {
            let (expected, found) = (format.field_count(), fields.len());
            let more = if expected.start() == expected.end() { "" } else { " or more" };
            return Err(Reject::new(format!("expected {}{more} fields, found {found}", expected.start())));
        }
        let Some(row) = format.row(fields)? else {
            self.out.skipped += 1;
            return Ok(());
        };
        if let RowPath::Full(path) = row.path
            && !format.tells_folders()
        {
            match self.before.next(path, record.start..record.end) {
                Folder::None => {}
                Folder::This => return Err(folder_among_files()),
                Folder::Before(record) => self.take_back(record),
            }
        }
        let (dir, name) = match row.path {
            RowPath::Split { dir, name } => (dir, name),
            RowPath::Full(path) => self.rules.split(path),
        };
        check_times(&row)?;
        let name = self.rules.name(name)?;
        let name = to_text(&name);
        if name.text.len() > MAX_NAME_BYTES {
            return Err(Reject::new(format!("the name is longer than {MAX_NAME_BYTES} bytes")));
        }
        let dir = self.dirs.place(dir)?;
        let rows = &mut self.out.rows;
        self.last_row = rows.mark();
        rows.row(COLUMNS);
        self.out.slots.push((rows.int8_slot(), dir));
        rows.bytes(name.text.as_bytes());
        rows.bytes_or_null(name.raw.as_deref());
        rows.int8(row.size_bytes);
        rows.int8_or_null(row.atime_unix);
        rows.int8_or_null(row.mtime_unix);
        rows.int8_or_null(row.ctime_unix);
        rows.int8_or_null(row.frn);
        rows.bytes_or_null(row.file_hash.map(to_text).as_ref().map(|hash| hash.text.as_bytes()));
        rows.bytes_or_null(extension(&name.text).as_ref().map(|ext| ext.as_bytes()));
        self.out.loaded += 1;
        Ok(())
    }

    /// The last row is a folder's.
    fn take_back(&mut self, record: Range<usize>) {
        self.out.rows.back_to(self.last_row);
        self.out.slots.pop();
        self.out.loaded -= 1;
        self.folder = Some(record);
    }
}

fn check_times(row: &Row<'_>) -> Result<(), Reject> {
    let times =
        [("last access", row.atime_unix), ("last change", row.mtime_unix), ("creation", row.ctime_unix)];
    for (name, time) in times {
        if let Some(time) = time.filter(|time| !TIMES.contains(time)) {
            let reason = format!("the {name} lies outside of 4713 BC to 294276 AD");
            return Err(Reject::new(reason).showing(time.to_string().as_bytes()));
        }
    }
    Ok(())
}

fn folder_among_files() -> Reject {
    Reject::new("the path is the folder of another record, and no column says which are folders")
        .advising("list files alone (find ROOT ! -type d), map a column: kind=..., or say --folders-as-files")
}

/// A record without what ended it.
fn without_end(record: &[u8]) -> &[u8] {
    record.strip_suffix(b"\0").unwrap_or_else(|| record.trim_ascii_end())
}
