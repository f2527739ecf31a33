//! Tells one content from another: the XXH3-128 of an input's bytes as stored.
//!
//! The whole content, not a sample: two dumps that differ in one row must never be taken for the same one. It
//! costs one more read at several GB/s, which also brings the file into the page cache for the load.

use super::discover::Source;
use crate::error::{Error, Result};
use std::fs::File;
use std::io::Read;
use xxhash_rust::xxh3::Xxh3;

/// The fingerprint of an input; `None` for one that cannot be read twice.
pub fn fingerprint(source: &Source) -> Result<Option<u128>> {
    let Source::File(path) = source else { return Ok(None) };
    if !source.is_rereadable() {
        return Ok(None);
    }
    let mut file = File::open(path).map_err(Error::io("cannot read", path))?;
    let mut hash = Xxh3::new();
    let mut buffer = vec![0; 1 << 20];
    loop {
        match file.read(&mut buffer).map_err(Error::io("cannot read", path))? {
            0 => return Ok(Some(hash.digest128())),
            read => hash.update(&buffer[..read]),
        }
    }
}
