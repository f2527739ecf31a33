//! Takes a chunk apart into records and fields, and finds the next record after a broken one.

use super::chunk::Chunk;
use super::dialect::{Dialect, Terminator};
use super::fields::{Fields, Span};
use super::quotes::{BrokenQuote, each_field};

/// One record and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    /// Its fields, unquoted; or what is wrong with its quotes.
    pub fields: Result<Fields<'r>, BrokenQuote>,
    /// Offset of its first byte within the chunk.
    pub start: usize,
    /// Offset of the byte after its line end.
    pub end: usize,
}

/// Lines that may be the rest of a broken record: a quote where no field begins makes them broken too.
struct Doubt {
    /// Records that begin before this.
    until: usize,
    /// Where their quotes must be closed.
    reach: usize,
}

/// The records of a chunk. Empty lines are none.
pub struct Records<'c> {
    chunk: &'c [u8],
    dialect: Dialect,
    at: usize,
    /// A place, and the number of its line.
    counted: (usize, u64),
    /// The quote, where the chunk has one. Without it a field ends at the next delimiter or line end.
    quote: Option<u8>,
    doubt: Doubt,
    spans: Vec<Span>,
    /// The fields of a record that could not be borrowed as they stand.
    unquoted: Vec<u8>,
}

impl<'c> Records<'c> {
    /// Reads `chunk` from its start.
    pub fn new(chunk: &'c Chunk, dialect: Dialect) -> Records<'c> {
        let counted = (0, chunk.line_start);
        Records { counted, ..Records::of_bytes(&chunk.bytes, dialect) }
    }

    /// Reads records that stand in memory.
    pub fn of_bytes(bytes: &'c [u8], dialect: Dialect) -> Records<'c> {
        Records {
            chunk: bytes,
            dialect,
            at: 0,
            counted: (0, 1),
            quote: dialect.quote.filter(|&quote| memchr::memchr(quote, bytes).is_some()),
            doubt: Doubt { until: 0, reach: 0 },
            spans: Vec::new(),
            unquoted: Vec::new(),
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
            (Some(quote), _) => self.at >= self.doubt.until && self.split_quoted(quote),
        };
        let (unquoted, bytes) = match self.quote {
            Some(quote) if !split => (self.unquote(quote), self.unquoted.as_slice()),
            _ => (Ok(()), self.chunk),
        };
        let raw = &self.chunk[start..self.at];
        let fields = unquoted.map(|()| Fields { raw, bytes, spans: &self.spans });
        Some(Record { fields, start, end: self.at })
    }

    /// Says that the record which started at `start` was no good. Where it reaches over several lines, only the
    /// first is given up: an opening quote that nothing closes must not take good lines with it.
    /// Returns where the rejected bytes end.
    pub fn reject(&mut self, start: usize) -> usize {
        let line_end = self.line_end(start);
        if line_end < self.at {
            self.doubt = Doubt { until: self.at, reach: self.at };
            self.at = line_end;
        }
        self.at
    }

    /// The number of the line in which the byte at `at` stands. Few records are asked for theirs, so lines are counted only up to
    /// those. A folder's record is asked for after records behind it.
    pub fn line(&mut self, at: usize) -> u64 {
        let (before, line) = self.counted;
        let (from, to) = (before.min(at), before.max(at));
        let between = memchr::memchr_iter(self.dialect.line_byte(), &self.chunk[from..to]).count() as u64;
        if at < before {
            return line - between;
        }
        self.counted = (at, line + between);
        line + between
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
    /// quoted field has a doubled quote, reaches over a line end, or does not end as it should.
    fn split_quoted(&mut self, quote: u8) -> bool {
        let bytes = self.chunk;
        let line_byte = self.dialect.line_byte();
        self.spans.clear();
        let mut start = self.at;
        loop {
            let end = if bytes.get(start) == Some(&quote) {
                start += 1;
                let Some(length) = memchr::memchr2(quote, line_byte, &bytes[start..]) else { return false };
                if bytes[start + length] != quote {
                    return false;
                }
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
                    self.at = end;
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

    /// Takes a record apart into `unquoted`. Of a broken one only the first line is consumed.
    fn unquote(&mut self, quote: u8) -> Result<(), BrokenQuote> {
        let start = self.at;
        let doubtful = start < self.doubt.until;
        let reach = if doubtful { self.doubt.reach } else { self.chunk.len() };
        let bytes = &self.chunk[..reach];
        self.spans.clear();
        self.unquoted.clear();
        let (spans, unquoted) = (&mut self.spans, &mut self.unquoted);
        let mut has_stray = false;
        let split = each_field(bytes, start, self.dialect, quote, |field| {
            let content = &bytes[field.start..field.end];
            let from = unquoted.len();
            if field.doubled {
                let mut rest = content;
                while let Some(first) = memchr::memchr(quote, rest) {
                    unquoted.extend_from_slice(&rest[..=first]);
                    rest = &rest[first + 2..];
                }
                unquoted.extend_from_slice(rest);
            } else {
                unquoted.extend_from_slice(content);
            }
            spans.push(Span { start: from, end: unquoted.len() });
            has_stray |= !field.quoted && memchr::memchr(quote, content).is_some();
        });
        let line_end = self.line_end(start);
        match split {
            Ok(end) => {
                if end < reach {
                    self.end_record(end)
                } else {
                    self.at = reach
                }
                if !has_stray || (!doubtful && self.at <= line_end) {
                    return Ok(());
                }
                self.reject(start);
                Err(BrokenQuote::Stray)
            }
            Err((broken, seen)) => {
                // Lines up to a place where a quote is odd may be the rest of this record. Where there is no such place,
                // the next lines have no quote that could tell.
                if broken == BrokenQuote::GoesOn && seen > line_end {
                    self.doubt = Doubt { until: seen.max(self.doubt.until), reach };
                }
                self.at = line_end.min(reach);
                Err(broken)
            }
        }
    }

    /// Goes on after the line end at `at`.
    fn end_record(&mut self, at: usize) {
        let pair = self.dialect.terminator == Terminator::AnyLineEnd && self.chunk[at..].starts_with(b"\r\n");
        self.at = at + if pair { 2 } else { 1 };
    }
}

#[cfg(test)]
#[path = "records_tests.rs"]
mod tests;
