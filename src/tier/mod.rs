//! Cold files become planned objects of the cheap tier.

mod candidates;
mod filters;
mod folders;
mod outcome;
mod plan;
mod spec;
mod sql;
mod target;
mod undo;

pub use outcome::{PlanOutcome, PlannedDirectory, UndoOutcome};
pub use plan::plan;
pub use spec::{Extension, PlanSpec, UndoSpec, UnknownAtime};
pub use target::{Target, TargetError};
pub use undo::undo;
