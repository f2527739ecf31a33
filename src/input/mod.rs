//! Inputs: which files, what they hold, and where their records end.
//!
//! `discover` names the inputs, `fingerprint` tells one content from another, `decompress` opens them,
//! `cut` cuts the stream into chunks of whole records, `records` takes a chunk apart. No database here.

mod cut;
mod decompress;
mod discover;
mod fingerprint;
mod records;

pub use cut::{Chunk, ChunkReader, Dialect, MAX_RECORD_BYTES};
pub use decompress::open;
pub(crate) use discover::REJECTS_SUFFIX;
pub use discover::{Source, discover};
pub use fingerprint::fingerprint;
pub use records::{Fields, Record, Records};
