//! What the records around one tell of it, where its own fields do not: that it is a folder among files, or that a name with a
//! line end was torn into lines.
//!
//! Only records within [`NEIGHBOUR_BYTES`] count, and a chunk comes with those before and after it: so the size of chunks
//! changes nothing.

use crate::dump::format::{Format, Reject, RowPath};
use crate::dump::input::{Chunk, Fields, NEIGHBOUR_BYTES, Records};
use std::borrow::Cow;
use std::ops::Range;

/// The records before, as far as they tell something.
pub(super) struct Around<'c> {
    chunk: &'c Chunk,
    format: &'c dyn Format,
    /// Both separators are one.
    of_windows: bool,
    /// The path of the last row, and where its record ends. Places count from the first byte of [`Chunk::before`].
    path: Vec<u8>,
    path_end: usize,
    /// The path after it.
    next: Vec<u8>,
    /// Where the row that may still be taken back stands.
    row: Option<Range<usize>>,
    /// Where the last record ends that has as many fields as it should.
    whole_end: usize,
}

/// Which of two records is a folder: lists of a tree name a folder right before what is in it, or (`find -depth`, `du -a`)
/// right after.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Folder {
    /// Neither, as far as can be seen.
    None,
    /// The one before, which stands here.
    Before(Range<usize>),
    /// This one.
    This,
}

impl<'c> Around<'c> {
    /// Looks at what stands before `chunk`.
    pub(super) fn new(chunk: &'c Chunk, format: &'c dyn Format, of_windows: bool) -> Around<'c> {
        let (path, next) = (Vec::new(), Vec::new());
        let mut around =
            Around { chunk, format, of_windows, path, path_end: 0, next, row: None, whole_end: 0 };
        let mut records = Records::of_bytes(&chunk.before, format.dialect());
        while let Some(record) = records.next_record() {
            let Some(fields) = record.fields.ok().filter(|fields| format.takes(*fields)) else {
                let start = record.start;
                records.reject(start);
                continue;
            };
            let range = record.start..record.end;
            if around.whole(fields, range.clone()).is_ok()
                && let Ok(Some(row)) = format.row(fields)
            {
                around.look_at(row.path, range);
            }
            around.row = None;
        }
        around
    }

    /// Says that the record at this place of the chunk has all its fields. It is refused where its path is not whole.
    pub(super) fn record(&mut self, fields: Fields<'_>, record: Range<usize>) -> Result<(), Reject> {
        self.whole(fields, self.place(record))
    }

    fn whole(&mut self, fields: Fields<'_>, record: Range<usize>) -> Result<(), Reject> {
        let lines = self.text(self.whole_end..record.start);
        self.whole_end = record.end;
        if !lines.is_empty() && self.format.may_tear_names() && self.format.may_begin_path(&lines, fields) {
            return Err(torn("the lines before it are no records, and may be the beginning of its path"));
        }
        if self.format.names_end_lines() && self.text(record).ends_with(b"\r\n") {
            return Err(torn(
                "its line ends with a carriage return, unlike the others, which may belong to the name",
            ));
        }
        Ok(())
    }

    /// The row before, where the lines between it and this place of the chunk may be the rest of its path.
    pub(super) fn torn_before(&mut self, start: usize) -> Option<(Range<usize>, Reject)> {
        self.torn_up_to(self.chunk.before.len() + start)
    }

    fn torn_up_to(&mut self, end: usize) -> Option<(Range<usize>, Reject)> {
        let row = self.row.as_ref().filter(|row| row.end == self.whole_end && row.end < end)?.clone();
        let (record, lines) = (self.text(row.clone()), self.text(row.end..end));
        if !self.format.may_tear_names() || !self.format.may_end_path(&lines, &record) {
            return None;
        }
        self.row = None;
        Some((self.in_chunk(row), torn("the lines after it are no records, and may be the rest of its path")))
    }

    /// Looks at the path of the row at this place of the chunk. Its record may be taken back until the next one.
    pub(super) fn folder(&mut self, path: RowPath<'_>, record: Range<usize>) -> Folder {
        match self.look_at(path, self.place(record)) {
            Folder::Before(row) => Folder::Before(self.in_chunk(row)),
            folder => folder,
        }
    }

    fn look_at(&mut self, path: RowPath<'_>, record: Range<usize>) -> Folder {
        if record.start - self.path_end >= NEIGHBOUR_BYTES {
            self.path.clear();
            self.row = None;
        }
        self.next.clear();
        match path {
            RowPath::Full(path) => self.next.extend_from_slice(path),
            RowPath::Split { dir, name } => {
                let has_end = dir.ends_with(b"/") || (self.of_windows && dir.ends_with(br"\"));
                self.next.extend_from_slice(dir);
                self.next.extend_from_slice(if has_end { b"" } else { b"/" });
                self.next.extend_from_slice(name);
            }
        }
        if self.of_windows {
            self.next.iter_mut().filter(|byte| **byte == b'\\').for_each(|byte| *byte = b'/');
        }
        let folder = if self.format.tells_folders() {
            Folder::None
        } else if self.row.is_some() && lies_under(&self.next, &self.path) {
            self.row.take().map_or(Folder::None, Folder::Before)
        } else if lies_under(&self.path, &self.next) {
            Folder::This
        } else {
            Folder::None
        };
        std::mem::swap(&mut self.path, &mut self.next);
        self.path_end = record.end;
        self.row = Some(record).filter(|_| folder != Folder::This);
        folder
    }

    /// The record that begins at this place of the chunk is no row, whatever its path told.
    pub(super) fn rejected(&mut self, start: usize) {
        let start = self.chunk.before.len() + start;
        self.row = self.row.take().filter(|row| row.start != start);
    }

    /// Looks at what stands after the chunk: the last row, where it is not whole or is a folder.
    pub(super) fn end(&mut self) -> Option<(Range<usize>, Option<Reject>)> {
        self.row.as_ref()?;
        let base = self.chunk.before.len() + self.chunk.bytes.len();
        let mut records = Records::of_bytes(&self.chunk.after, self.format.dialect());
        while let Some(record) = records.next_record() {
            let Some(fields) = record.fields.ok().filter(|fields| self.format.takes(*fields)) else {
                let start = record.start;
                records.reject(start);
                continue;
            };
            let range = base + record.start..base + record.end;
            if let Some((row, reject)) = self.torn_up_to(range.start) {
                return Some((row, Some(reject)));
            }
            if self.whole(fields, range.clone()).is_ok()
                && let Ok(Some(row)) = self.format.row(fields)
            {
                return match self.look_at(row.path, range) {
                    Folder::Before(row) => Some((self.in_chunk(row), None)),
                    _ => None,
                };
            }
        }
        let (row, reject) = self.torn_up_to(base + self.chunk.after.len())?;
        Some((row, Some(reject)))
    }

    fn place(&self, record: Range<usize>) -> Range<usize> {
        let base = self.chunk.before.len();
        base + record.start..base + record.end
    }

    fn in_chunk(&self, place: Range<usize>) -> Range<usize> {
        let base = self.chunk.before.len();
        place.start - base..place.end - base
    }

    fn text(&self, range: Range<usize>) -> Cow<'c, [u8]> {
        let Chunk { before, bytes, after, .. } = self.chunk;
        let mut base = 0;
        let parts = [before, bytes, after].map(|part| {
            let of_part = |place: usize| place.clamp(base, base + part.len()) - base;
            let found = &part[of_part(range.start)..of_part(range.end.max(range.start))];
            base += part.len();
            found
        });
        match parts {
            [part, [], []] | [[], part, []] | [[], [], part] => Cow::Borrowed(part),
            parts => Cow::Owned(parts.concat()),
        }
    }
}

fn torn(reason: &'static str) -> Reject {
    Reject::new(reason).advising("a line end in a name? find -printf '...\\0' keeps such names (find0)")
}

fn lies_under(path: &[u8], folder: &[u8]) -> bool {
    let folder = folder.strip_suffix(b"/").unwrap_or(folder);
    let rest = path.strip_prefix(folder).filter(|_| !folder.is_empty());
    matches!(rest, Some([b'/', _, ..]))
}

#[cfg(test)]
#[path = "around_tests.rs"]
mod tests;
