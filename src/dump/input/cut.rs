//! Cuts a stream into chunks of whole records, without parsing them. Dumps, logs and CSV files of updates are read so.
//!
//! A chunk's borders depend on the bytes and the chunk size alone, never on how reads came in: that makes a
//! chunk recognisable when a load is resumed.

use super::chunk::{Chunk, MAX_RECORD_BYTES};
use super::dialect::Dialect;
use super::neighbours::{self, SHOWN_BYTES};
use super::quotes::last_record_end;
use std::io::{self, Read};

/// How much of an input is looked at to find out what it is.
pub const HEAD_BYTES: usize = 64 << 10;

/// Reads chunks.
pub struct ChunkReader<R> {
    reader: R,
    dialect: Dialect,
    chunk_bytes: usize,
    max_record_bytes: usize,
    keeps_tail: bool,
    /// What stands before the next chunk, where chunks are given with their neighbours.
    before: Option<Vec<u8>>,
    /// Read, and not given yet.
    pending: Vec<u8>,
    /// What was thrown away after `pending`, the beginning of a line that is too long and not whole.
    discarded_bytes: u64,
    at_end: bool,
    /// Whether the last line that was given closes the input.
    closed: bool,
    /// What ended the input, where a tail is kept back.
    failure: Option<io::Error>,
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
            max_record_bytes: MAX_RECORD_BYTES,
            keeps_tail: false,
            before: None,
            pending: Vec::new(),
            discarded_bytes: 0,
            at_end: false,
            closed: false,
            failure: None,
            next_number: 0,
            next_byte: 0,
            next_line: 1,
        }
    }

    /// Says that `reader` stands at this offset of the input already.
    pub fn starting_at(self, offset: u64) -> ChunkReader<R> {
        ChunkReader { next_byte: offset, ..self }
    }

    /// Sets how long a record may be, its end included; [`MAX_RECORD_BYTES`] otherwise.
    pub fn max_record_bytes(self, max_record_bytes: usize) -> ChunkReader<R> {
        ChunkReader { max_record_bytes: max_record_bytes.max(1), ..self }
    }

    /// Says that the input is still being written: what stands after its last record end is no record yet, and is kept
    /// back for [`ChunkReader::tail`]. What could be read before an error is given before it; otherwise an error is
    /// given at once, since a chunk that an error cut short would have other borders the next time.
    pub fn keep_tail(self) -> ChunkReader<R> {
        ChunkReader { keeps_tail: true, ..self }
    }

    /// Chunks from here on are given with the records next to them.
    pub fn keep_neighbours(&mut self) {
        self.before = Some(Vec::new());
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

    /// Offset of the first byte that no chunk has covered.
    pub fn offset(&self) -> u64 {
        self.next_byte
    }

    /// The next chunk; `None` at the end of input.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        let Some(mut chunk) = self.cut()? else { return Ok(None) };
        if let Some(before) = self.before.take() {
            chunk.after = self.after()?;
            self.before = Some(match chunk.discarded_bytes {
                0 => neighbours::before_next(&before, &chunk.bytes, self.dialect),
                _ => Vec::new(),
            });
            chunk.before = before;
        }
        Ok(Some(chunk))
    }

    /// The whole records at the beginning of what is pending.
    fn after(&mut self) -> io::Result<Vec<u8>> {
        let mut wanted = SHOWN_BYTES;
        loop {
            self.fill(wanted)?;
            let window = &self.pending[..wanted.min(self.pending.len())];
            if self.at_end && self.pending.len() <= wanted {
                return Ok(window.to_vec());
            }
            match neighbours::after(window, self.dialect) {
                Some(end) => return Ok(window[..end].to_vec()),
                None => wanted *= 2,
            }
        }
    }

    fn cut(&mut self) -> io::Result<Option<Chunk>> {
        let longest = self.max_record_bytes.max(self.chunk_bytes);
        let mut wanted = self.chunk_bytes;
        // Whether a chunk is the last one is told by the byte after it.
        let ahead = usize::from(self.dialect.closing.is_some());
        loop {
            self.fill(wanted + ahead)?;
            if self.pending.is_empty() {
                return self.end();
            }
            let is_rest = self.at_end && self.pending.len() <= wanted;
            if is_rest && !self.keeps_tail {
                return Ok(Some(self.rest(0)));
            }
            let window = &self.pending[..wanted.min(self.pending.len())];
            if let Some(end) = last_record_end(window, self.dialect) {
                return Ok(Some(self.take(end)));
            }
            if is_rest && self.pending.len() < self.max_record_bytes {
                return self.end();
            }
            if !is_rest && wanted < longest {
                wanted = (wanted * 2).min(longest);
                continue;
            }
            // Either an opening quote that nothing closes: its line is the bad record, and what follows begins anew.
            // Or a line that never ends: keep its beginning, skip the rest.
            return match memchr::memchr(self.dialect.line_byte(), window) {
                Some(newline) => Ok(Some(self.take(newline + 1))),
                None => {
                    let kept = window.len();
                    self.oversized_line(kept)
                }
            };
        }
    }

    /// What stands after the last record end, once there is no chunk more and the input is known to be whole after all.
    pub fn tail(&mut self) -> Option<Chunk> {
        let discarded_bytes = std::mem::take(&mut self.discarded_bytes);
        (!self.pending.is_empty()).then(|| self.rest(discarded_bytes))
    }

    /// No chunk more; the error that ended the input, once. Nothing after an error can be trusted, a tail least of all.
    fn end(&mut self) -> io::Result<Option<Chunk>> {
        let Some(error) = self.failure.take() else { return Ok(None) };
        self.pending.clear();
        self.discarded_bytes = 0;
        Err(error)
    }

    fn take(&mut self, end: usize) -> Chunk {
        let rest = self.pending.split_off(end);
        let bytes = std::mem::replace(&mut self.pending, rest);
        self.chunk(bytes, 0)
    }

    fn chunk(&mut self, bytes: Vec<u8>, discarded_bytes: u64) -> Chunk {
        if let Some(closed) = self.dialect.closes(&bytes) {
            self.closed = closed && discarded_bytes == 0;
        }
        let chunk = Chunk {
            number: self.next_number,
            byte_start: self.next_byte,
            line_start: self.next_line,
            bytes,
            discarded_bytes,
            ends_amid_line: false,
            lacks_closing: false,
            before: Vec::new(),
            after: Vec::new(),
        };
        self.next_number += 1;
        self.advance(&chunk.bytes, discarded_bytes);
        chunk
    }

    /// The last chunk: what is left.
    fn rest(&mut self, discarded_bytes: u64) -> Chunk {
        let bytes = std::mem::take(&mut self.pending);
        let ends_amid_line = !bytes.last().is_some_and(|&byte| self.dialect.ends_record(byte));
        let chunk = self.chunk(bytes, discarded_bytes);
        Chunk { ends_amid_line, lacks_closing: self.lacks_closing(), ..chunk }
    }

    fn lacks_closing(&self) -> bool {
        self.dialect.closing.is_some() && !self.closed
    }

    fn advance(&mut self, bytes: &[u8], discarded_bytes: u64) {
        self.next_byte += bytes.len() as u64 + discarded_bytes;
        self.next_line += memchr::memchr_iter(self.dialect.line_byte(), bytes).count() as u64;
    }

    /// Skips the rest of a line whose first `kept` bytes are pending.
    fn oversized_line(&mut self, kept: usize) -> io::Result<Option<Chunk>> {
        let rest = self.pending.split_off(kept);
        let bytes = std::mem::replace(&mut self.pending, rest);
        let mut discarded_bytes = std::mem::take(&mut self.discarded_bytes);
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
        if self.keeps_tail && !newline_seen {
            (self.pending, self.discarded_bytes) = (bytes, discarded_bytes);
            return self.end();
        }
        self.fill(1)?;
        let chunk = self.chunk(bytes, discarded_bytes);
        let lacks_closing = self.pending.is_empty() && self.lacks_closing();
        let chunk = Chunk { ends_amid_line: !newline_seen, lacks_closing, ..chunk };
        self.next_line += u64::from(newline_seen);
        Ok(Some(chunk))
    }

    /// Reads until `wanted` bytes are pending, or the input ends.
    fn fill(&mut self, wanted: usize) -> io::Result<()> {
        if self.at_end || self.pending.len() >= wanted {
            return Ok(());
        }
        let missing = wanted - self.pending.len();
        self.pending.reserve_exact(missing);
        match self.reader.by_ref().take(missing as u64).read_to_end(&mut self.pending) {
            Ok(read) => self.at_end = read < missing,
            Err(error) if self.keeps_tail => (self.at_end, self.failure) = (true, Some(error)),
            Err(error) => return Err(error),
        }
        Ok(())
    }

    /// The memory that is kept between chunks.
    #[cfg(test)]
    pub(crate) fn pending_bytes(&self) -> usize {
        self.pending.capacity()
    }
}

#[cfg(test)]
#[path = "cut_tests.rs"]
mod tests;
