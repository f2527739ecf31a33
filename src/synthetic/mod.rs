//! Synthetic scans and logs of a media share, for benchmarks and for sizing a server.
//!
//! Everything follows from a seed and from numbers of files: integers alone, so that the same arguments give the same
//! bytes on every machine, and no list of files, so that a tree of any size takes no memory.
//!
//! ```text
//! random     numbers drawn from a seed, and an order without a list
//! tree       directories, names, sizes and times of a file, from its number
//! nights     which files are new, changed or gone at a night
//! scan       the rows of one night, as canonical CSV, with the columns of `crawl` if asked
//! accesses   audit events on files that all nights have: LucidLink logs, or a CSV of updates
//! ```
//!
//! Names are ASCII and need no quotes, neither in CSV nor in JSON.

mod accesses;
mod file;
mod nights;
mod random;
mod scan;
mod tree;

pub use accesses::{AccessSpec, Accesses, NODES};
pub use file::Nightly;
pub use scan::{Columns, Row, Scan};
pub use tree::{Notation, Tree};

#[cfg(test)]
mod tests;
