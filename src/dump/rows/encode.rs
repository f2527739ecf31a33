//! A chunk becomes rows in COPY format. Pure computation: runs on the rayon pool.
//!
//! Rows are written with the places of their directory, owner and group left open; a chunk has few distinct ones, which
//! are resolved together and filled in afterwards.

use super::around::{Around, Folder};
use super::checks::{check_start, check_times, missing_end};
use super::digest::SeenRow;
use super::encoded::{CutOff, Encoded, Kept, LastRow, Missing};
use super::principals::PrincipalInterner;
use super::rejects::Rejected;
use crate::dump::format::{Format, Reject, RowPath};
use crate::dump::input::{BrokenQuote, Chunk, MAX_RECORD_BYTES, Record, Records, Unescaped};
use crate::dump::mark::Mark;
use crate::dump::path::{Dir, DirInterner, PathError, PathRules, extension, to_text};
use std::ops::Range;

/// A name is part of keys, and an entry of a B-tree holds 2,704 bytes with everything. The longest name of any file
/// system is 255 characters, 1,275 bytes when each of them needs an escape.
pub(crate) const MAX_NAME_BYTES: usize = 2_600;

/// Rejected records of a chunk whose files are told. With more of them the scan removes nothing.
const MAX_KEPT_FILES: u64 = 50_000;

/// Rows take up to twice the room of their records. Memory that is asked for and not used costs nothing, and copying rows
/// that have outgrown theirs does.
const ROW_BYTES_PER_BYTE: usize = 2;

/// Parses, normalises and encodes every record of a chunk.
pub fn encode(chunk: &Chunk, format: &dyn Format, rules: &PathRules) -> Encoded {
    let mut encoder = Encoder {
        rules,
        out: Encoded::with_capacity(chunk.bytes.len() * ROW_BYTES_PER_BYTE),
        dirs: DirInterner::new(rules),
        principals: PrincipalInterner::default(),
        around: None,
        last_row: None,
        taken_back: None,
    };
    if chunk.discarded_bytes > 0 {
        encoder.out.rows_read = 1;
        encoder.out.without_path = 1;
        encoder.out.rejects.push(Rejected {
            line: chunk.line_start,
            byte: chunk.byte_start,
            reject: Reject::new(format!(
                "the line is longer than {MAX_RECORD_BYTES} bytes; its beginning is kept here"
            )),
            raw: chunk.bytes.clone(),
        });
        let line = chunk.line_start;
        encoder.out.cut_off = missing_end(chunk, format, 0).map(|missing| CutOff { line, missing });
        return encoder.out;
    }
    encoder.around =
        format.looks_around().then(|| Around::new(chunk, format, rules.source_type().backslash_separates()));
    let mut records = Records::new(chunk, format.dialect());
    let mut last_start = 0;
    let (has_marks, is_escaped) = (format.has_marks(), format.is_escaped());
    let mut unescaped = Unescaped::default();
    while let Some(record) = records.next_record() {
        encoder.out.rows_read += 1;
        let start = record.start;
        last_start = start;
        let lacks_fields = record.fields.is_ok_and(|fields| fields.len() < *format.field_count().start())
            || record.fields.is_err_and(|broken| broken == BrokenQuote::NotClosed);
        let (line, end_before) = (start..record.end, encoder.out.end_mark);
        let encoded = if is_escaped {
            encoder.escaped_record(record, format, &mut unescaped)
        } else {
            encoder.record(record, format)
        };
        if has_marks && encoder.out.end_mark == end_before {
            encoder.out.add_to_sum(&chunk.bytes[line]);
        }
        if let Some((record, reject)) = encoder.taken_back.take() {
            encoder.out.rejects.push(Rejected::of(chunk, records.line(record.start), record, reject));
        }
        match encoded {
            Ok(()) => {}
            Err(reject) => {
                if let Some(around) = &mut encoder.around {
                    around.rejected(start);
                }
                let end = records.reject(start);
                let line = records.line(start);
                // What cannot be unescaped may have been cut off amid an escape.
                let lacks_fields =
                    if is_escaped { !reject.is_whole && !reject.is_of_no_file } else { lacks_fields };
                // Only the end of an input ends a chunk without a line end.
                if lacks_fields
                    && end == chunk.bytes.len()
                    && chunk.bytes.last() != Some(&format.dialect().line_byte())
                {
                    encoder.out.cut_off = Some(CutOff { line, missing: Missing::Fields });
                }
                encoder.out.rejects.push(Rejected::of(chunk, line, start..end, reject));
            }
        }
    }
    if let Some((record, reject)) = encoder.around.as_mut().and_then(Around::end) {
        encoder.take_back(record, reject);
    }
    if let Some((record, reject)) = encoder.taken_back.take() {
        encoder.out.rejects.push(Rejected::of(chunk, records.line(record.start), record, reject));
    }
    if encoder.out.cut_off.is_none()
        && let Some(missing) = missing_end(chunk, format, last_start)
    {
        encoder.out.cut_off = Some(CutOff { line: records.line(last_start), missing });
    }
    let dirs = encoder.dirs.into_dirs();
    if !has_marks {
        dirs.iter().for_each(|dir| encoder.out.add_name(&dir.path, dir.raw.as_deref()));
    }
    encoder.out.dirs = dirs;
    encoder.out.principals = encoder.principals.into_texts();
    encoder.out
}

struct Encoder<'e> {
    rules: &'e PathRules,
    out: Encoded,
    dirs: DirInterner<'e>,
    principals: PrincipalInterner,
    /// Where it tells something.
    around: Option<Around<'e>>,
    last_row: Option<LastRow>,
    /// The record before, where its row was taken back, and why.
    taken_back: Option<(Range<usize>, Reject)>,
}

impl Encoder<'_> {
    fn record(&mut self, record: Record<'_>, format: &dyn Format) -> Result<(), Reject> {
        let done = self.row(&record, format);
        if let Err(reject) = &done {
            match record.fields {
                _ if reject.is_of_no_file => {}
                Ok(fields) if reject.is_whole => {
                    let (dir, name) = self.split(format.path(fields));
                    self.keep_rejected(dir, name);
                }
                _ => self.out.without_path += 1,
            }
        }
        done
    }

    /// Notes that a file is there of whose record nothing else could be read.
    fn keep_rejected(&mut self, dir: &[u8], name: &[u8]) {
        if self.out.rejects.count() < MAX_KEPT_FILES {
            self.keep(dir, Some(name), false);
        } else {
            self.out.without_path += 1;
        }
    }

    /// Apart from the others, which are to be as fast as if there were none of these.
    #[inline(never)]
    fn escaped_record(
        &mut self,
        record: Record<'_>,
        format: &dyn Format,
        unescaped: &mut Unescaped,
    ) -> Result<(), Reject> {
        let Ok(fields) = record.fields else { return self.record(record, format) };
        let fields = format.meant(fields, unescaped).inspect_err(|_| self.out.without_path += 1)?;
        self.record(Record { fields: Ok(fields), ..record }, format)
    }

    /// Notes that a file is there, or that nothing is known of a folder.
    fn keep(&mut self, dir: &[u8], name: Option<&[u8]>, excluded: bool) {
        let mut path = Vec::new();
        // A folder that could not be read may be one in which those of the walk lie.
        match (self.rules.dir_of_share(dir, &mut path), name.map(|name| self.rules.name(name)).transpose()) {
            (Ok(()), Ok(name)) => {
                let name = name.map(|name| to_text(&name).text.into_owned());
                self.out.kept.push(Kept { dir_digest: Dir::of(&path).digest, name, excluded });
            }
            // It is no file of the share.
            (Err(PathError::OutsideRoot), _) => {}
            _ => self.out.without_path += 1,
        }
    }

    fn mark(&mut self, mark: Mark, path: RowPath<'_>, format: &dyn Format) {
        self.out.rows_read -= 1;
        match mark {
            Mark::Begin(_) | Mark::Closing => {}
            Mark::Unread | Mark::Excluded => {
                let (dir, name) = self.split(path);
                let excluded = mark == Mark::Excluded;
                self.keep(dir, Some(name).filter(|name| !name.is_empty()), excluded);
                if !name.is_empty() && !format.marks_tell_folders() {
                    self.keep(&[dir, b"/", name].concat(), None, excluded);
                }
            }
            Mark::End(end) => self.out.end_mark = Some(end),
        }
    }

    fn split<'r>(&self, path: RowPath<'r>) -> (&'r [u8], &'r [u8]) {
        match path {
            RowPath::Split { dir, name } => (dir, name),
            RowPath::Full(path) => self.rules.split(path),
        }
    }

    fn row(&mut self, record: &Record<'_>, format: &dyn Format) -> Result<(), Reject> {
        let fields = record.fields?;
        if !format.takes(fields) {
            let (expected, found) = (format.field_count(), fields.len());
            let more = if expected.start() == expected.end() { "" } else { " or more" };
            return Err(Reject::new(format!("expected {}{more} fields, found {found}", expected.start())));
        }
        if let Some(around) = &mut self.around {
            let torn = around.torn_before(record.start);
            let whole = around.record(fields, record.start..record.end);
            if let Some((record, reject)) = torn {
                self.take_back(record, Some(reject));
            }
            whole?;
        }
        if let Some(mark) = format.mark(fields)? {
            self.mark(mark, format.path(fields), format);
            return Ok(());
        }
        let Some(row) = format.row(fields)? else {
            self.out.skipped += 1;
            return Ok(());
        };
        match self.around.as_mut().map(|around| around.folder(row.path, record.start..record.end)) {
            None | Some(Folder::None) => {}
            Some(Folder::This) => return Err(folder_among_files()),
            Some(Folder::Before(record)) => self.take_back(record, None),
        }
        check_start(row.path.leading())?;
        if !format.may_have_stored_paths() {
            self.rules.refuse_unix(row.path.leading())?;
        }
        let (dir, name) = self.split(row.path);
        let has_strange_time = check_times(&row)?;
        let name = self.rules.name(name)?;
        let name = to_text(&name);
        if name.text.len() > MAX_NAME_BYTES {
            return Err(Reject::new(format!("the name is longer than {MAX_NAME_BYTES} bytes")));
        }
        if !format.has_marks() {
            self.out.doubts.strange_times += u64::from(has_strange_time);
            self.out.add_name(&name.text, name.raw.as_deref());
        }
        let owner = self.principals.place("owner", row.owner)?;
        let group = self.principals.place("group", row.group)?;
        let file_hash = row.file_hash.map(to_text);
        let file_extension = extension(&name.text);
        let dir = self.dirs.place(dir)?;
        let text = |place: Option<u32>| place.map(|place| self.principals.text(place));
        let seen = SeenRow {
            dir_digest: self.dirs.digest(dir),
            name: &name.text,
            name_raw: name.raw.as_deref(),
            size_bytes: row.size_bytes,
            atime_unix: row.atime_unix,
            mtime_unix: row.mtime_unix,
            ctime_unix: row.ctime_unix,
            allocated_bytes: row.allocated_bytes,
            frn: row.frn,
            device: row.device,
            nlink: row.nlink,
            owner: text(owner),
            group: text(group),
            file_extension: file_extension.as_deref(),
            file_hash: file_hash.as_ref().map(|hash| hash.text.as_ref()),
        };
        self.last_row = Some(self.out.push(&seen, dir, [owner, group]));
        Ok(())
    }

    /// The last row is none: a folder's, unless there is another reason.
    fn take_back(&mut self, record: Range<usize>, reject: Option<Reject>) {
        if let Some(row) = self.last_row.take() {
            self.out.take_back(&row);
        }
        self.out.without_path += u64::from(reject.is_some());
        self.taken_back = Some((record, reject.unwrap_or_else(folder_among_files)));
    }
}

fn folder_among_files() -> Reject {
    Reject::of_value("the path is the folder of another record, and no column says which are folders")
        .advising("list files alone (find ROOT ! -type d), map a column: kind=..., or say --folders-as-files")
}
