//! The invariants of the tables, each a query that returns no rows when all is well.

mod outcome;
mod run;
mod sql;

pub use outcome::{Finding, Observer, VerifyOutcome};
pub use run::{VerifySpec, verify};
