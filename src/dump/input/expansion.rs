//! How much comes of compressed bytes: a small input that becomes terabytes is no dump.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes may come of so many.
#[derive(Debug, Clone, Copy)]
pub(super) struct Expansion {
    /// Below it all may.
    pub(super) free_bytes: u64,
    /// Beyond it, so many of each byte.
    pub(super) per_byte: u64,
}

impl Expansion {
    /// A list of a disk becomes 10 to 20 times as long, and one of numbered files that are the same otherwise 100 times.
    pub(super) const OF_DUMPS: Expansion = Expansion { free_bytes: 256 << 20, per_byte: 500 };
}

/// Counts what a decoder reads.
pub(super) struct CountedIn<R> {
    reader: R,
    bytes: Arc<AtomicU64>,
}

/// What a decoder gives, as long as it is not too much.
pub(super) struct Watched<D> {
    decoder: D,
    limit: Expansion,
    bytes_in: Arc<AtomicU64>,
    bytes_out: u64,
}

/// The decoder that `open` makes of `reader`, watched.
pub(super) fn watched<R: Read, D: Read>(
    reader: R,
    limit: Expansion,
    open: impl FnOnce(CountedIn<R>) -> io::Result<D>,
) -> io::Result<Watched<D>> {
    let bytes_in = Arc::new(AtomicU64::new(0));
    let decoder = open(CountedIn { reader, bytes: bytes_in.clone() })?;
    Ok(Watched { decoder, limit, bytes_in, bytes_out: 0 })
}

impl<R: Read> Read for CountedIn<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<D: Read> Read for Watched<D> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.decoder.read(buffer)?;
        self.bytes_out += read as u64;
        let (bytes_in, bytes_out) = (self.bytes_in.load(Ordering::Relaxed), self.bytes_out);
        if bytes_out > self.limit.free_bytes && bytes_out / self.limit.per_byte > bytes_in {
            return Err(io::Error::new(
                io::ErrorKind::InvalidData,
                format!(
                    "{bytes_out} bytes came of the first {bytes_in} compressed ones, more than {} of each: no dump is \
                     compressed like that; if this is one, decompress it and give what comes of it",
                    self.limit.per_byte
                ),
            ));
        }
        Ok(read)
    }
}
