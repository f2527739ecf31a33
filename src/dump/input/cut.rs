//! Cuts a stream into chunks of whole records, without parsing them.
//!
//! A chunk's borders depend on the bytes and the chunk size alone, never on how reads came in: that makes a
//! chunk recognisable when a load is resumed.

use super::dialect::Dialect;
use std::io::{self, Read};

/// A record longer than this is not a record: memory stays bounded whatever the input holds.
/// The longest honest one is a path of 32,767 characters, four bytes each, every one a doubled quote.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// How much of an input is looked at to find out what it is.
pub const HEAD_BYTES: usize = 64 << 10;

/// A run of whole records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Position among the chunks of its input, from 0.
    pub number: i64,
    /// Offset of the first byte in the (decompressed) input.
    pub byte_start: u64,
    /// Line number of the first byte, from 1.
    pub line_start: u64,
    /// The records.
    pub bytes: Vec<u8>,
    /// How many bytes were thrown away after `bytes`: above 0 only for a line longer than
    /// [`MAX_RECORD_BYTES`], of which `bytes` is the beginning.
    pub discarded_bytes: u64,
}

impl Chunk {
    /// Offset of the byte after the chunk.
    pub fn byte_end(&self) -> u64 {
        self.byte_start + self.bytes.len() as u64 + self.discarded_bytes
    }
}

/// Reads chunks.
pub struct ChunkReader<R> {
    reader: R,
    dialect: Dialect,
    chunk_bytes: usize,
    pending: Vec<u8>,
    at_end: bool,
    next_number: i64,
    next_byte: u64,
    next_line: u64,
}

impl<R: Read> ChunkReader<R> {
    /// Cuts at the last record end within `chunk_bytes`; a single longer record makes a longer chunk.
    pub fn new(reader: R, chunk_bytes: usize) -> ChunkReader<R> {
        ChunkReader {
            reader,
            dialect: Dialect::CSV,
            chunk_bytes: chunk_bytes.max(1),
            pending: Vec::new(),
            at_end: false,
            next_number: 0,
            next_byte: 0,
            next_line: 1,
        }
    }

    /// The first [`HEAD_BYTES`] or what there is, without a UTF-8 byte order mark; nothing of it is consumed.
    pub fn head(&mut self) -> io::Result<&[u8]> {
        self.fill(HEAD_BYTES)?;
        if self.next_byte == 0 && self.pending.starts_with(b"\xEF\xBB\xBF") {
            self.pending.drain(..3);
            self.next_byte += 3;
        }
        Ok(&self.pending)
    }

    /// Whether what was read ahead is surely all that is left.
    pub fn is_whole(&self) -> bool {
        self.at_end
    }

    /// Says how the rest is to be cut, and that its first `header_bytes` are no records.
    pub fn begin(&mut self, dialect: Dialect, header_bytes: usize) {
        self.dialect = dialect;
        let header: Vec<u8> = self.pending.drain(..header_bytes.min(self.pending.len())).collect();
        self.advance(&header, 0);
    }

    /// Chunks from here on have this size. A resumed load must cut where the first one did.
    pub fn set_chunk_bytes(&mut self, chunk_bytes: usize) {
        self.chunk_bytes = chunk_bytes.max(1);
    }

    /// What was read ahead: the beginning of the first chunk, once the header is read.
    pub fn peek(&self) -> &[u8] {
        &self.pending
    }

    /// The next chunk; `None` at the end of input.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let mut wanted = self.chunk_bytes;
        loop {
            self.fill(wanted)?;
            if self.pending.is_empty() {
                return Ok(None);
            }
            if self.at_end && self.pending.len() <= wanted {
                let bytes = std::mem::take(&mut self.pending);
                return Ok(Some(self.chunk(bytes, 0)));
            }
            let window = &self.pending[..wanted.min(self.pending.len())];
            if let Some(end) = last_record_end(window, self.dialect) {
                return Ok(Some(self.take(end)));
            }
            if wanted < MAX_RECORD_BYTES.max(self.chunk_bytes) {
                wanted = (wanted * 2).min(MAX_RECORD_BYTES.max(self.chunk_bytes));
                continue;
            }
            // Either an opening quote that nothing closes: cut at a line, and let the parser find the bad one.
            // Or a line that never ends: keep its beginning, skip the rest.
            return match memchr::memrchr(self.dialect.line_byte(), window) {
                Some(newline) => Ok(Some(self.take(newline + 1))),
                None => self.oversized_line().map(Some),
            };
        }
    }

    fn take(&mut self, end: usize) -> Chunk {
        let rest = self.pending.split_off(end);
        let bytes = std::mem::replace(&mut self.pending, rest);
        self.chunk(bytes, 0)
    }

    fn chunk(&mut self, bytes: Vec<u8>, discarded_bytes: u64) -> Chunk {
        let chunk = Chunk {
            number: self.next_number,
            byte_start: self.next_byte,
            line_start: self.next_line,
            bytes,
            discarded_bytes,
        };
        self.next_number += 1;
        self.advance(&chunk.bytes, discarded_bytes);
        chunk
    }

    fn advance(&mut self, bytes: &[u8], discarded_bytes: u64) {
        self.next_byte += bytes.len() as u64 + discarded_bytes;
        self.next_line += memchr::memchr_iter(self.dialect.line_byte(), bytes).count() as u64;
    }

    fn oversized_line(&mut self) -> io::Result<Chunk> {
        let bytes = std::mem::take(&mut self.pending);
        let mut discarded_bytes = 0;
        let mut newline_seen = false;
        while !newline_seen {
            self.fill(64 << 10)?;
            if self.pending.is_empty() {
                break;
            }
            let skipped = match memchr::memchr(self.dialect.line_byte(), &self.pending) {
                Some(newline) => {
                    newline_seen = true;
                    newline + 1
                }
                None => self.pending.len(),
            };
            self.pending.drain(..skipped);
            discarded_bytes += skipped as u64;
        }
        let chunk = self.chunk(bytes, discarded_bytes);
        self.next_line += u64::from(newline_seen);
        Ok(chunk)
    }

    /// Reads until `wanted` bytes are pending, or the input ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.at_end || self.pending.len() >= wanted {
            return Ok(());
        }
        let missing = wanted - self.pending.len();
        self.pending.reserve_exact(missing);
        let read = self.reader.by_ref().take(missing as u64).read_to_end(&mut self.pending)?;
        self.at_end = read < missing;
        Ok(())
    }
}

/// Where the last whole record of `bytes` ends; `bytes` starts at a record.
fn last_record_end(bytes: &[u8], dialect: Dialect) -> Option<usize> {
    let mut last = None;
    for_each_plain_run(bytes, dialect, |run| {
        if let Some(end) = memchr::memrchr(dialect.line_byte(), &bytes[run.clone()]) {
            last = Some(run.start + end + 1);
        }
    });
    last
}

/// Calls `visit` with each run of bytes outside quotes.
///
/// The rules are those of the csv crate: a quote opens only at the start of a field, two quotes inside quotes
/// are one, and after the closing quote the field goes on as a plain one.
fn for_each_plain_run(bytes: &[u8], dialect: Dialect, mut visit: impl FnMut(std::ops::Range<usize>)) {
    let opens =
        |at: usize| at == 0 || dialect.ends_record(bytes[at - 1]) || bytes[at - 1] == dialect.delimiter;
    let mut plain_from = 0;
    let mut at = 0;
    while let Some(mark) = dialect.quote
        && let Some(found) = memchr::memchr(mark, &bytes[at..])
    {
        let quote = at + found;
        if !opens(quote) {
            at = quote + 1;
            continue;
        }
        visit(plain_from..quote);
        let Some(close) = closing_quote(bytes, quote + 1, mark) else { return };
        plain_from = close + 1;
        at = close + 1;
    }
    visit(plain_from..bytes.len());
}

/// The quote that ends a field opened before `from`; `None` while it could still be one of a pair.
fn closing_quote(bytes: &[u8], from: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    loop {
        let candidate = at + memchr::memchr(quote, &bytes[at..])?;
        match bytes.get(candidate + 1) {
            Some(&next) if next == quote => at = candidate + 2,
            Some(_) => return Some(candidate),
            None => return None,
        }
    }
}
