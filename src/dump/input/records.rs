//! Takes a chunk apart into records and fields, and goes on after a broken one.

use super::chunk::Chunk;
use super::cut::closes_its_quotes;
use super::dialect::{Dialect, Terminator};
use super::fields::{Fields, Span};

/// One record and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    /// Its fields, unquoted.
    pub fields: Fields<'r>,
    /// Offset of its first byte within the chunk.
    pub start: usize,
    /// Offset of the byte after its line end.
    pub end: usize,
}

/// The records of a chunk, by the rules of the csv crate: empty lines are no records.
pub struct Records<'c> {
    chunk: &'c [u8],
    dialect: Dialect,
    at: usize,
    /// A place, and the number of its line.
    counted: (usize, u64),
    /// The quote, where the chunk has one. Without it a field ends at the next delimiter or line end.
    quote: Option<u8>,
    /// After a broken record, quotes may not reach over a line end until a record was good again.
    line_by_line: bool,
    spans: Vec<Span>,
    /// For the records that csv-core has to unquote.
    unquoted: Vec<u8>,
    ends: Vec<usize>,
    core: csv_core::Reader,
}

impl<'c> Records<'c> {
    /// Reads `chunk` from its start.
    pub fn new(chunk: &'c Chunk, dialect: Dialect) -> Records<'c> {
        let counted = (0, chunk.line_start);
        Records { counted, ..Records::of_bytes(&chunk.bytes, dialect) }
    }

    /// Reads records that stand in memory.
    pub fn of_bytes(bytes: &'c [u8], dialect: Dialect) -> Records<'c> {
        let (terminator, line_end) = match dialect.terminator {
            Terminator::AnyLineEnd => (csv_core::Terminator::CRLF, b'\n'),
            Terminator::Byte(byte) => (csv_core::Terminator::Any(byte), byte),
        };
        let mut core = csv_core::ReaderBuilder::new()
            .delimiter(dialect.delimiter)
            .quote(dialect.quote.unwrap_or(b'"'))
            .quoting(dialect.quote.is_some())
            .terminator(terminator)
            .build();
        // csv-core drops a byte order mark from the first bytes that it is given. Only an input has one, not a
        // chunk, so an empty line goes first.
        core.read_record(&[line_end], &mut [0], &mut [0]);
        Records {
            chunk: bytes,
            dialect,
            at: 0,
            counted: (0, 1),
            quote: dialect.quote.filter(|&quote| memchr::memchr(quote, bytes).is_some()),
            line_by_line: false,
            spans: Vec::new(),
            unquoted: Vec::new(),
            ends: Vec::new(),
            core,
        }
    }

    /// The next record; `None` at the end of the chunk.
    pub fn next_record(&mut self) -> Option<Record<'_>> {
        while self.chunk.get(self.at).is_some_and(|&byte| self.dialect.ends_record(byte)) {
            self.at += 1;
        }
        if self.at >= self.chunk.len() {
            return None;
        }
        let start = self.at;
        let split = match (self.quote, self.dialect.terminator) {
            (None, Terminator::AnyLineEnd) => {
                self.split_plain(|delimiter, line| memchr::memchr3_iter(delimiter, b'\n', b'\r', line))
            }
            (None, Terminator::Byte(end)) => {
                self.split_plain(|delimiter, line| memchr::memchr2_iter(delimiter, end, line))
            }
            (Some(quote), _) => self.split_quoted(quote),
        };
        let bytes = if split {
            self.chunk
        } else {
            self.unquote();
            &self.unquoted
        };
        let fields = Fields { raw: &self.chunk[start..self.at], bytes, spans: &self.spans };
        Some(Record { fields, start, end: self.at })
    }

    /// Says that the record which started at `start` was broken. Where it reaches over several lines, only the
    /// first is given up: an opening quote that nothing closes must not take good lines with it.
    /// Returns where the rejected bytes end.
    pub fn reject(&mut self, start: usize) -> usize {
        let line_end = self.line_end(start);
        if line_end < self.at {
            self.at = line_end;
            self.line_by_line = true;
        }
        self.at
    }

    /// Whether the record from `start` to here closes every quote that it opens.
    pub fn is_closed(&self, start: usize) -> bool {
        closes_its_quotes(&self.chunk[start..self.at], self.dialect)
    }

    /// Says that the record was good: quotes may reach over line ends again.
    pub fn accept(&mut self) {
        self.line_by_line = false;
    }

    /// The number of the line in which the byte at `at` stands. Few records are asked for theirs, so lines are counted
    /// only up to those; each must stand behind the one before.
    pub fn line(&mut self, at: usize) -> u64 {
        let (before, line) = self.counted;
        let between = &self.chunk[before..at];
        let line = line + memchr::memchr_iter(self.dialect.line_byte(), between).count() as u64;
        self.counted = (at, line);
        line
    }

    fn line_end(&self, from: usize) -> usize {
        memchr::memchr(self.dialect.line_byte(), &self.chunk[from..])
            .map_or(self.chunk.len(), |newline| from + newline + 1)
    }

    /// Splits a record that has no quote at the `borders` of its fields.
    fn split_plain<'l, I: Iterator<Item = usize>>(&mut self, borders: impl Fn(u8, &'l [u8]) -> I) -> bool
    where
        'c: 'l,
    {
        let chunk = self.chunk;
        let from = self.at;
        let delimiter = self.dialect.delimiter;
        self.spans.clear();
        let mut start = from;
        for border in borders(delimiter, &chunk[from..]) {
            let end = from + border;
            self.spans.push(Span { start, end });
            if chunk[end] != delimiter {
                self.end_record(end);
                return true;
            }
            start = end + 1;
        }
        self.spans.push(Span { start, end: chunk.len() });
        self.at = chunk.len();
        true
    }

    /// Splits a record whose quoted fields can be borrowed as they stand. False, with nothing consumed, when a
    /// field has a doubled quote, goes on after its closing quote, or is not closed.
    fn split_quoted(&mut self, quote: u8) -> bool {
        let limit = self.limit();
        let bytes = &self.chunk[..limit];
        self.spans.clear();
        let mut start = self.at;
        loop {
            let end = if bytes.get(start) == Some(&quote) {
                start += 1;
                let Some(length) = memchr::memchr(quote, &bytes[start..]) else { return false };
                self.spans.push(Span { start, end: start + length });
                start + length + 1
            } else {
                let rest = &bytes[start..];
                let delimiter = self.dialect.delimiter;
                // Fields are short: a byte at a time beats setting up a search.
                let length = rest
                    .iter()
                    .position(|&byte| byte == delimiter || self.dialect.ends_record(byte))
                    .unwrap_or(rest.len());
                self.spans.push(Span { start, end: start + length });
                start + length
            };
            match bytes.get(end) {
                None => {
                    self.at = limit;
                    return true;
                }
                Some(&byte) if byte == self.dialect.delimiter => start = end + 1,
                Some(&byte) if self.dialect.ends_record(byte) => {
                    self.end_record(end);
                    return true;
                }
                Some(_) => return false,
            }
        }
    }

    /// Where quotes may reach to.
    fn limit(&self) -> usize {
        if self.line_by_line { self.line_end(self.at) } else { self.chunk.len() }
    }

    /// Goes on after the line end at `at`.
    fn end_record(&mut self, at: usize) {
        let pair = self.dialect.terminator == Terminator::AnyLineEnd && self.chunk[at..].starts_with(b"\r\n");
        self.at = at + if pair { 2 } else { 1 };
    }

    /// Has csv-core take a record apart into `unquoted`.
    fn unquote(&mut self) {
        let limit = self.limit();
        let (mut written, mut fields) = (0, 0);
        loop {
            if self.unquoted.len() == written {
                self.unquoted.resize((written * 2).max(4096), 0);
            }
            if self.ends.len() <= fields {
                self.ends.resize((fields * 2).max(64), 0);
            }
            let (result, read, wrote, ended) = self.core.read_record(
                &self.chunk[self.at..limit],
                &mut self.unquoted[written..],
                &mut self.ends[fields..],
            );
            self.at += read;
            written += wrote;
            fields += ended;
            match result {
                // An empty input tells csv-core that the record ends here, in quotes or not.
                csv_core::ReadRecordResult::InputEmpty
                | csv_core::ReadRecordResult::OutputFull
                | csv_core::ReadRecordResult::OutputEndsFull => continue,
                csv_core::ReadRecordResult::Record | csv_core::ReadRecordResult::End => break,
            }
        }
        // csv-core leaves the \n of a \r\n for the next record to skip.
        if self.dialect.terminator == Terminator::AnyLineEnd
            && self.chunk[..self.at].ends_with(b"\r")
            && self.chunk.get(self.at) == Some(&b'\n')
        {
            self.at += 1;
        }
        self.spans.clear();
        let mut start = 0;
        for &end in &self.ends[..fields] {
            self.spans.push(Span { start, end });
            start = end;
        }
    }
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
