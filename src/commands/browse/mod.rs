//! The commands that look into snapshots.

mod diff;
mod du;
mod history;
mod table;

pub(super) use diff::run as diff;
pub(super) use du::run as du;
pub(super) use history::run as history;
