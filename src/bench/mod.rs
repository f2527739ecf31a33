//! What a server can take: generated data are loaded under a tenant of their own, which is removed at the end.

mod outcome;
mod remove;
mod run;
mod sql;

pub use outcome::{AuditFigures, BenchOutcome, BenchSpec, EVENTS_PER_FILE, ScanFigures};
pub use run::bench;
