//! The invariants of the tables, each a query that returns no rows when all is well; and the proof that snapshots are still
//! what was published.

mod as_of;
mod outcome;
mod run;
mod sql;

pub use as_of::{AsOf, ProofOutcome, ProofSpec, prove};
pub use outcome::{Finding, Observer, VerifyOutcome};
pub use run::{VerifySpec, verify};
