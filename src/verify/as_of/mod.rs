//! Proves snapshots: each is rebuilt from the tables, row by row, and compared with what its scan came to.
//!
//! Every version is read once, however many snapshots are proved: it adds its digest to the snapshot that opens it and takes
//! it back at the one that closes it.

mod books;
mod named;
mod pass;
mod read;
mod run;
mod span;
mod spec;
mod sql;
mod sums;
mod timeline;

pub use run::prove;
pub use spec::{AsOf, ProofOutcome, ProofSpec};
