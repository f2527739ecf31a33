//! Chunks of whole lines of one log, from a byte offset on, in bounded memory.
//!
//! Offsets are those of the decompressed bytes.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use memchr::memchr_iter;

use super::discover::LogFile;
use crate::dump::input::{Chunk, ChunkReader, Codec, Dialect};

/// How much is read at a time.
#[derive(Debug, Clone, Copy)]
pub struct Sizes {
    /// Bytes of a block; more only where a single line is longer.
    pub block_bytes: usize,
    /// A longer line (without its `\n`) is one rejected line, and is never held in memory.
    pub line_bytes: usize,
}

impl Default for Sizes {
    fn default() -> Self {
        Sizes { block_bytes: 1 << 20, line_bytes: 1 << 20 }
    }
}

/// Offset and bytes of each line of a chunk, without its `\n`. A `\r` before it stays: to JSON it is blank.
pub fn lines_of(chunk: &Chunk) -> impl Iterator<Item = (u64, &[u8])> {
    let tail = (chunk.bytes.last() != Some(&b'\n')).then_some(chunk.bytes.len());
    let mut from = 0;
    memchr_iter(b'\n', &chunk.bytes).chain(tail.filter(|end| *end > 0)).map(move |end| {
        let line = (chunk.byte_start + from as u64, &chunk.bytes[from..end]);
        from = end + 1;
        line
    })
}

/// A log, opened at an offset.
pub enum Opened {
    /// There may be more to read.
    More(Lines<Box<dyn Read + Send>>),
    /// The file ends at the offset.
    Nothing,
    /// The file ends before the offset: it was truncated or replaced.
    Shrunk {
        /// Its length now.
        bytes: u64,
    },
}

/// Opens a log where the last run left it. A compressed log is decompressed and dropped up to there.
pub fn open(log: &LogFile, offset: u64, sizes: Sizes) -> io::Result<Opened> {
    let mut file = File::open(&log.path)?;
    if log.codec == Codec::Plain {
        let bytes = file.metadata()?.len();
        if bytes <= offset {
            return Ok(if bytes < offset { Opened::Shrunk { bytes } } else { Opened::Nothing });
        }
        file.seek(SeekFrom::Start(offset))?;
        return Ok(Opened::More(Lines::new(Box::new(file), offset, !log.active, sizes)));
    }
    let mut reader = log.codec.decoder(file)?;
    let bytes = io::copy(&mut (&mut reader).take(offset), &mut io::sink())?;
    if bytes < offset {
        return Ok(Opened::Shrunk { bytes });
    }
    Ok(Opened::More(Lines::new(reader, offset, !log.active, sizes)))
}

/// A log from its start.
pub(super) fn from_start(log: &LogFile) -> io::Result<Box<dyn Read + Send>> {
    log.codec.decoder(File::open(&log.path)?)
}

/// The lines of a log, in chunks.
pub struct Lines<R> {
    chunks: ChunkReader<R>,
    closed: bool,
}

impl<R: Read> Lines<R> {
    /// `reader` stands at `offset`. In a `closed` log the unterminated tail is a line; otherwise it is still being
    /// written, and no line yet.
    pub fn new(reader: R, offset: u64, closed: bool, sizes: Sizes) -> Lines<R> {
        let chunks = ChunkReader::new(reader, sizes.block_bytes).starting_at(offset).keep_tail();
        let mut chunks = chunks.max_record_bytes(sizes.line_bytes + 1);
        chunks.begin(Dialect::LINES, 0);
        Lines { chunks, closed }
    }

    /// The offset of the first byte that no chunk has covered.
    pub fn offset(&self) -> u64 {
        self.chunks.offset()
    }

    /// The next lines, or None at the end: whole lines, each with its line end, but for the very last line of a closed
    /// log, which comes alone. A chunk with discarded bytes is one line, too long to be kept.
    pub fn next_chunk(&mut self) -> io::Result<Option<Chunk>> {
        match self.chunks.next_chunk()? {
            None if self.closed => Ok(self.chunks.tail()),
            chunk => Ok(chunk),
        }
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
