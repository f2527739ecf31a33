//! From a closed ledger to a scan that readers see: keys, differences, and the one transaction that shows it.

mod build;
mod differences;
mod duplicates;
mod finish;
mod forms;
mod objects;
mod overlap;
mod part;
mod previous;
mod progress;
mod removed;
mod rows;
mod show;
mod sql;
mod totals;
mod unknown;

pub(crate) use build::begin_build;
pub(crate) use differences::{
    Compared, count_differences, create_differences, find_differences_here, write_differences,
};
pub(super) use progress::tell_progress;
pub(crate) use rows::add_up_rows;
pub(super) use show::build_and_publish;
pub(crate) use totals::add_up;
