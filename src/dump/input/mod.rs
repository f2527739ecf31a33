//! Inputs: which files, what they hold, and where their records end.
//!
//! `discover` names the inputs, also those of a `manifest`, `fingerprint` tells one content from another, `decompress` opens them by their `codec`,
//! `text` makes UTF-8 of them, `tree` makes lines of what is nested, `cut` cuts the stream into chunks of whole records, `records` takes
//! a chunk apart, and `neighbours` are the records next to a chunk. No database here.

mod chunk;
mod codec;
mod cut;
mod decompress;
mod dialect;
mod discover;
mod expansion;
mod fields;
mod fingerprint;
mod json;
mod manifest;
#[cfg(feature = "parquet")]
mod md5;
mod neighbours;
mod oem;
#[cfg(feature = "parquet")]
mod parquet_columns;
#[cfg(feature = "parquet")]
mod parquet_rows;
mod quotes;
mod records;
mod text;
mod tree;
mod unescaped;

pub use chunk::{Chunk, MAX_RECORD_BYTES};
pub use codec::Codec;
pub use cut::{ChunkReader, HEAD_BYTES};
pub use decompress::open;
pub use dialect::{Dialect, Terminator};

pub use discover::{REJECTS_SUFFIX, Source, discover};
pub use fields::Fields;
pub use fingerprint::{fingerprint, fingerprint_decompressed, fingerprints_without_end};
pub use manifest::Manifest;
pub(crate) use neighbours::NEIGHBOUR_BYTES;
pub use oem::CodePage;
pub use quotes::BrokenQuote;
pub use records::{Record, Records};
pub use text::{TextEncoding, to_utf8};
pub use tree::flatten;
pub use unescaped::Unescaped;
