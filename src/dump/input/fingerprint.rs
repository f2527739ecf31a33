//! Tells one content from another: the XXH3-128 of an input's bytes as stored.
//!
//! The whole content, not a sample: two dumps that differ in one row must never be taken for the same one. It
//! costs one more read at several GB/s, which also brings the file into the page cache for the load.

use super::codec::Codec;
use super::discover::Source;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use xxhash_rust::xxh3::Xxh3;

/// The fingerprint of an input; `None` for one that cannot be read twice.
pub fn fingerprint(source: &Source) -> Result<Option<u128>> {
    let Some(path) = source.path() else { return Ok(None) };
    if !source.is_rereadable() {
        return Ok(None);
    }
    let file = File::open(path).map_err(Error::io("cannot read", path))?;
    digest(file).map(Some).map_err(Error::io("cannot read", path))
}

/// The fingerprint that a compressed file would have if it were not: the same as that of the file before it was
/// compressed. None for one that is not, or that cannot be decompressed to its end.
pub fn fingerprint_decompressed(path: &Path) -> Result<Option<u128>> {
    let unreadable = || Error::io("cannot read", path);
    let mut file = File::open(path).map_err(unreadable())?;
    let mut magic = Vec::with_capacity(Codec::MAGIC_BYTES);
    (&mut file).take(Codec::MAGIC_BYTES as u64).read_to_end(&mut magic).map_err(unreadable())?;
    let codec = Codec::of_content(&magic);
    if codec == Codec::Plain {
        return Ok(None);
    }
    file.rewind().map_err(unreadable())?;
    Ok(codec.decoder(file).and_then(digest).ok())
}

/// The fingerprints that a file had before its last line end was written: none where it has none, and two where that
/// is a pair, since a carriage return alone may have stood there.
pub fn fingerprints_without_end(path: &Path) -> Result<Vec<u128>> {
    digests_without_end(path).map_err(Error::io("cannot read", path))
}

fn digests_without_end(path: &Path) -> io::Result<Vec<u128>> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let mut end = Vec::new();
    file.seek(SeekFrom::Start(bytes.saturating_sub(2)))?;
    file.read_to_end(&mut end)?;
    let shorter = match end.as_slice() {
        [.., b'\r', b'\n'] => 2,
        [.., b'\n'] => 1,
        _ => 0,
    };
    let before = |less| {
        file.seek(SeekFrom::Start(0))?;
        digest((&file).take(bytes - less))
    };
    (1..=shorter).map(before).collect()
}

fn digest(mut reader: impl Read) -> io::Result<u128> {
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match reader.read(&mut buffer)? {
            0 => return Ok(hash.digest128()),
            read => hash.update(&buffer[..read]),
        }
    }
}
