//! Brings a database in use to this program's version: the schema, the home of each tenant, and then share by share what
//! stands in the tables of before homes.
//!
//! ```text
//! migrate    schema -> homes -> shares -> the old tables go
//! open       a database for work; the private server is migrated on the way
//! share      one share in one transaction
//! dirs       its directories learn their parents
//! snapshot   each of its scans becomes a snapshot, as if it were published again
//! compare    what was made says the same as what is dropped
//! ```

mod compare;
mod dirs;
mod migrate;
mod open;
mod outcome;
mod share;
mod snapshot;
mod sql;

pub use migrate::migrate;
pub use outcome::{ConvertedShare, MigrateOutcome, Observer};
