//! Opens an input: a file or stdin, plain, gzip or zstd, told by content and not by name.

use super::codec::Codec;
use super::discover::Source;
use super::text::{TextEncoding, to_utf8};
use super::tree::flatten;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The decompressed text of an input in UTF-8, and in lines. `encoding` is the declared one; `raw_bytes` counts what was read of the file itself, for progress.
pub fn open(
    source: &Source,
    encoding: Option<TextEncoding>,
    raw_bytes: Arc<AtomicU64>,
) -> Result<Box<dyn Read + Send>> {
    #[cfg(feature = "parquet")]
    if let Source::Listed(path, manifest) = source
        && manifest.is_parquet
    {
        let file = File::open(path).map_err(Error::io("cannot read", path))?;
        return super::parquet_rows::records(file, manifest, raw_bytes)
            .map_err(Error::io("cannot read", path));
    }
    let bytes = decompress(source, raw_bytes)?;
    to_utf8(bytes, encoding).and_then(flatten).map_err(Error::io("cannot read", source.name()))
}

fn decompress(source: &Source, raw_bytes: Arc<AtomicU64>) -> Result<Box<dyn Read + Send>> {
    let raw: Box<dyn Read + Send> = match source.path() {
        None => Box::new(io::stdin()),
        Some(path) => Box::new(File::open(path).map_err(Error::io("cannot read", path))?),
    };
    let mut raw = Counted { inner: raw, raw_bytes };
    let mut magic = Vec::with_capacity(Codec::MAGIC_BYTES);
    let start = raw.by_ref().take(Codec::MAGIC_BYTES as u64).read_to_end(&mut magic);
    start.map_err(Error::io("cannot read", source.name()))?;
    let codec = Codec::of_content(&magic);
    let whole = io::Cursor::new(magic).chain(raw);
    codec.decoder(whole).map_err(Error::io("cannot decompress", source.name()))
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
