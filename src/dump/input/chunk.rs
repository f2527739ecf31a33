//! A run of whole records of one input: the unit of exactly-once.

/// A record longer than this is not a record: memory stays bounded whatever the input holds.
/// The longest honest one is a path of 32,767 characters, four bytes each, every one a doubled quote.
pub const MAX_RECORD_BYTES: usize = 1 << 20;

/// A run of whole records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// Position among the chunks of its input, from 0.
    pub number: i64,
    /// Offset of the first byte in the (decompressed) input.
    pub byte_start: u64,
    /// Line number of the first byte, from 1; counted from where the reader began.
    pub line_start: u64,
    /// The records.
    pub bytes: Vec<u8>,
    /// How many bytes were thrown away after `bytes`: above 0 only for a line that is too long
    /// to be a record, of which `bytes` is the beginning.
    pub discarded_bytes: u64,
    /// The input ends with this chunk, and without a line end: of its last record something may be missing.
    pub ends_amid_line: bool,
    /// The input ends with this chunk, and without the line that its program always writes last.
    pub lacks_closing: bool,
    /// Whole records that stand right before it, where they are asked for. They are not part of it.
    pub before: Vec<u8>,
    /// And right after it.
    pub after: Vec<u8>,
}

impl Chunk {
    /// Offset of the byte after the chunk.
    pub fn byte_end(&self) -> u64 {
        self.byte_start + self.bytes.len() as u64 + self.discarded_bytes
    }
}
