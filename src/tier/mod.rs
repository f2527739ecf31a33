//! Cold files become planned objects of the cheap tier.

mod candidates;
mod filters;
mod folders;
mod outcome;
mod plan;
mod spec;
mod sql;

pub use outcome::{PlanOutcome, PlannedDirectory};
pub use plan::plan;
pub use spec::{Extension, PlanSpec, Target, UnknownAtime};
