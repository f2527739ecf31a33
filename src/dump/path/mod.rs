//! Paths as tierload stores them: absolute within the share, `/` separated, no trailing slash.
//!
//! Knows bytes only: neither files, nor threads, nor SQL.

mod depth;
mod digest;
mod error;
mod escape;
mod extension;
mod interner;
mod rules;
mod source_type;
mod under;

#[cfg(feature = "database")]
pub(crate) use depth::bytes_above;
pub use digest::{dir_digest, dir_hash64};
pub use error::PathError;
pub use escape::{StoredText, from_text, to_text};
pub use extension::extension;
pub use interner::{Dir, DirInterner};
pub use rules::PathRules;
pub use source_type::SourceType;
pub use under::Under;
#[cfg(feature = "database")]
pub(crate) use under::lies_in;
