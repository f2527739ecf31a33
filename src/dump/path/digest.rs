//! Digests of stored directory paths.

/// The digest that makes a directory unique within its share: XXH3-128 of the stored text.
pub fn dir_digest(stored: &str) -> u128 {
    xxhash_rust::xxh3::xxh3_128(stored.as_bytes())
}

/// `dir_hash64` of the schema plan: XXH64, seed 0, of the stored text. Two paths may share it.
pub fn dir_hash64(stored: &str) -> i64 {
    xxhash_rust::xxh64::xxh64(stored.as_bytes(), 0).cast_signed()
}
