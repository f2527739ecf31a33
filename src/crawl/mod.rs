//! Walks a file tree in parallel and writes the canonical scan CSV.
//!
//! ```text
//! ROOT -> walk: N threads       -> bounded channel            -> output: one thread
//!         readdir, lstat, row      blocks of whole rows,         compress, write;
//!                                  their counts ride along       a file appears only once it is whole
//! ```
//!
//! One row for each entry that is not a folder: regular files, symbolic links as themselves, sockets, fifos, devices;
//! each hard link is a row. Folders have no row, so an empty one leaves no trace. The order of rows differs from run
//! to run.
//!
//! Limits: a path longer than the system's PATH_MAX (4,095 bytes on Linux) is counted as unreadable, with what lies
//! below it. The widest folder is held in memory while it is walked, about 240 bytes an entry (find holds about 170).

mod counts;
mod encoder;
mod exclude;
mod outcome;
mod output;
mod problems;
mod row;
mod run;
mod spec;
mod target;
mod walk;

pub use counts::{Counts, Observer};
// For whoever else writes dumps.
pub use outcome::{CrawlOutcome, Unreadable};
#[cfg_attr(not(feature = "database"), allow(unused_imports))]
pub(crate) use output::Output;
#[cfg_attr(not(feature = "database"), allow(unused_imports))]
pub(crate) use row::push_field;
pub use run::crawl;
pub use spec::CrawlSpec;
pub use target::{Stream, Target};
