//! Opens an input: a file or stdin, plain, gzip or zstd, told by content and not by name.

use super::discover::Source;
use super::text::{TextEncoding, to_utf8};
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const GZIP: &[u8] = &[0x1F, 0x8B];
const ZSTD: &[u8] = &[0x28, 0xB5, 0x2F, 0xFD];

/// The decompressed text of an input in UTF-8. `encoding` is the declared one; `raw_bytes` counts what was read of the file itself, for progress.
pub fn open(
    source: &Source,
    encoding: Option<TextEncoding>,
    raw_bytes: Arc<AtomicU64>,
) -> Result<Box<dyn Read + Send>> {
    let bytes = decompress(source, raw_bytes)?;
    to_utf8(bytes, encoding).map_err(Error::io("cannot read", source.name()))
}

fn decompress(source: &Source, raw_bytes: Arc<AtomicU64>) -> Result<Box<dyn Read + Send>> {
    let raw: Box<dyn Read + Send> = match source {
        Source::Stdin => Box::new(io::stdin()),
        Source::File(path) => Box::new(File::open(path).map_err(Error::io("cannot read", path))?),
    };
    let mut raw = Counted { inner: raw, raw_bytes };
    let mut magic = Vec::with_capacity(4);
    raw.by_ref().take(4).read_to_end(&mut magic).map_err(Error::io("cannot read", source.name()))?;
    let whole = io::Cursor::new(magic.clone()).chain(raw);
    if magic.starts_with(GZIP) {
        // Several gzip members one after the other are one file: bgzip and `cat a.gz b.gz` make them.
        Ok(Box::new(flate2::bufread::MultiGzDecoder::new(BufReader::with_capacity(256 << 10, whole))))
    } else if magic.starts_with(ZSTD) {
        let decoder = zstd::Decoder::new(whole).map_err(Error::io("cannot decompress", source.name()))?;
        Ok(Box::new(decoder))
    } else {
        Ok(Box::new(whole))
    }
}

struct Counted {
    inner: Box<dyn Read + Send>,
    raw_bytes: Arc<AtomicU64>,
}

impl Read for Counted {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.raw_bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}
