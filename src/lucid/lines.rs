//! Blocks of whole lines of one log, from a byte offset on, in bounded memory.
//!
//! Offsets are those of the decompressed bytes.

use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};

use memchr::{memchr, memchr_iter, memrchr};

use super::discover::{Codec, LogFile};

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

/// A run of lines.
#[derive(Debug, PartialEq, Eq)]
pub enum Piece {
    /// Whole lines.
    Lines(Block),
    /// One line that is too long to be kept.
    TooLong {
        /// The offset of its first byte.
        start: u64,
        /// Its length, line end included.
        bytes: u64,
    },
}

impl Piece {
    /// The offset of the first byte.
    pub fn start(&self) -> u64 {
        match self {
            Piece::Lines(block) => block.start,
            Piece::TooLong { start, .. } => *start,
        }
    }

    /// The length, line ends included.
    pub fn bytes(&self) -> u64 {
        match self {
            Piece::Lines(block) => block.bytes.len() as u64,
            Piece::TooLong { bytes, .. } => *bytes,
        }
    }
}

/// Whole lines, each with its line end. Only the very last line of a closed log may lack one.
#[derive(Debug, PartialEq, Eq)]
pub struct Block {
    /// The offset of the first byte.
    pub start: u64,
    /// The lines.
    pub bytes: Vec<u8>,
}

impl Block {
    /// Offset and bytes of each line, without its `\n`. A `\r` before it stays: to JSON it is blank.
    pub fn lines(&self) -> impl Iterator<Item = (u64, &[u8])> {
        let tail = (self.bytes.last() != Some(&b'\n')).then_some(self.bytes.len());
        let mut from = 0;
        memchr_iter(b'\n', &self.bytes).chain(tail.filter(|end| *end > 0)).map(move |end| {
            let line = (self.start + from as u64, &self.bytes[from..end]);
            from = end + 1;
            line
        })
    }
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
    let mut reader: Box<dyn Read + Send> = match log.codec {
        Codec::Plain => {
            let bytes = file.metadata()?.len();
            if bytes <= offset {
                return Ok(if bytes < offset { Opened::Shrunk { bytes } } else { Opened::Nothing });
            }
            file.seek(SeekFrom::Start(offset))?;
            Box::new(file)
        }
        Codec::Gzip => Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::new(file))),
        Codec::Zstd => Box::new(zstd::stream::read::Decoder::new(file)?),
    };
    if log.codec != Codec::Plain {
        let bytes = io::copy(&mut (&mut reader).take(offset), &mut io::sink())?;
        if bytes < offset {
            return Ok(Opened::Shrunk { bytes });
        }
    }
    Ok(Opened::More(Lines::new(reader, offset, !log.active, sizes)))
}

/// Cuts what a reader gives into pieces.
pub struct Lines<R> {
    reader: R,
    closed: bool,
    sizes: Sizes,
    /// The offset of `buffer[0]`.
    offset: u64,
    buffer: Vec<u8>,
    end: Option<io::Result<()>>,
}

impl<R: Read> Lines<R> {
    /// `reader` stands at `offset`. In a `closed` log the unterminated tail is a line; otherwise it is still being
    /// written, and no line yet.
    pub fn new(reader: R, offset: u64, closed: bool, sizes: Sizes) -> Lines<R> {
        Lines { reader, closed, sizes, offset, buffer: Vec::new(), end: None }
    }

    /// What was given to [`Lines::new`]; of no use once a piece was taken.
    pub(super) fn into_reader(self) -> R {
        self.reader
    }

    /// The offset of the first byte that no piece has covered.
    pub fn offset(&self) -> u64 {
        self.offset
    }

    /// The next lines, or None at the end. What could be read before an error is given before it.
    pub fn next_piece(&mut self) -> io::Result<Option<Piece>> {
        let mut want = self.sizes.block_bytes.max(1);
        let mut searched = 0;
        loop {
            self.fill(want);
            if let Some(last) = memrchr(b'\n', &self.buffer[searched..]) {
                return Ok(Some(self.cut(searched + last + 1)));
            }
            if self.buffer.len() > self.sizes.line_bytes {
                return self.skip_line();
            }
            if self.ended()? {
                let tail = if self.closed { self.buffer.len() } else { 0 };
                return Ok((tail > 0).then(|| self.cut(tail)));
            }
            searched = self.buffer.len();
            want = (searched * 2).min(self.sizes.line_bytes + 1);
        }
    }

    /// The rest of a line that is too long, a little at a time.
    fn skip_line(&mut self) -> io::Result<Option<Piece>> {
        const STEP_BYTES: usize = 64 << 10;
        let start = self.offset;
        loop {
            let line_end = memchr(b'\n', &self.buffer);
            let skipped = line_end.map_or(self.buffer.len(), |at| at + 1);
            self.buffer.drain(..skipped);
            self.offset += skipped as u64;
            if line_end.is_some() || (self.ended()? && self.closed) {
                return Ok(Some(Piece::TooLong { start, bytes: self.offset - start }));
            }
            if self.end.is_some() {
                return Ok(None);
            }
            self.fill(STEP_BYTES);
        }
    }

    fn cut(&mut self, bytes: usize) -> Piece {
        let rest = self.buffer.split_off(bytes);
        let block = Block { start: self.offset, bytes: std::mem::replace(&mut self.buffer, rest) };
        self.offset += bytes as u64;
        Piece::Lines(block)
    }

    /// Reads until the buffer holds `want` bytes, or all there is.
    fn fill(&mut self, want: usize) {
        let missing = want.saturating_sub(self.buffer.len());
        if self.end.is_none() && missing > 0 {
            self.buffer.reserve_exact(missing);
            match (&mut self.reader).take(missing as u64).read_to_end(&mut self.buffer) {
                Ok(read) if read < missing => self.end = Some(Ok(())),
                Ok(_) => {}
                Err(error) => self.end = Some(Err(error)),
            }
        }
    }

    /// Whether everything was read; the error that ended it, once.
    fn ended(&mut self) -> io::Result<bool> {
        match self.end.take() {
            Some(Err(error)) => {
                // Nothing that follows an error can be trusted, the tail least of all.
                (self.end, self.closed) = (Some(Ok(())), false);
                Err(error)
            }
            end => {
                self.end = end;
                Ok(self.end.is_some())
            }
        }
    }
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
