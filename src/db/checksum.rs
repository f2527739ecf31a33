//! Tells the text of a migration from every other.

/// XXH3-128 of the text, as it is recorded.
pub(super) fn checksum(text: &str) -> String {
    format!("{:032x}", xxhash_rust::xxh3::xxh3_128(text.as_bytes()))
}
