//! Looks into snapshots: what directories add up to, how two snapshots differ, what happened to a file. Only reads, with the rights
//! of whoever asks.

mod diff;
mod du;
mod history;
mod share;
mod sql;

pub use crate::snapshot::AsOf;
pub use diff::{Change, ChangedFile, DiffOutcome, DiffSpec, diff};
pub use du::{DirectoryUsage, DuOutcome, DuSpec, du};
pub use history::{FileHistory, HistorySpec, TierState, Version, history};
