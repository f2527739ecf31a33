//! Published scans, read back from the tables: which there are, the chain that ties them, and the rows of each as its scan
//! saw them.

mod as_of;
mod chain;
mod list;
mod principals;
mod rows;
mod sql;

pub use as_of::AsOf;
pub(crate) use as_of::choose;
pub(crate) use chain::Link;
pub(crate) use list::{Snapshot, list_snapshots};
pub(crate) use principals::Principals;
pub(crate) use rows::{SEEN_TYPES, seen_row};
