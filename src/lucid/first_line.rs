//! What tells one log from another under its name: its first line, which holds a time, a file and a user.

use super::discover::LogFile;
use super::lines::from_start;
use std::io::{self, Read};
use xxhash_rust::xxh3::xxh3_128;

/// A longer line counts by its beginning.
const MAX_BYTES: u64 = 64 << 10;

/// The XXH3-128 of the first line. None while there is no whole one.
pub fn first_line(log: &LogFile) -> io::Result<Option<u128>> {
    let mut start = Vec::new();
    from_start(log)?.take(MAX_BYTES).read_to_end(&mut start)?;
    let end = memchr::memchr(b'\n', &start);
    Ok(match end {
        Some(end) => Some(xxh3_128(plain(&start[..end]))),
        None if start.len() as u64 == MAX_BYTES => Some(xxh3_128(&start)),
        None => None,
    })
}

/// A copy that went through another system may have got a byte order mark, or other line ends.
fn plain(line: &[u8]) -> &[u8] {
    line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line).trim_ascii_end()
}
