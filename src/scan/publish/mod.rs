//! From a closed ledger to a scan that readers see: keys, differences, and the one transaction that shows it.

mod build;
mod chain;
mod differences;
mod duplicates;
mod finish;
mod previous;
mod progress;
mod show;
mod sql;
mod totals;

pub(super) use progress::tell_progress;
pub(super) use show::build_and_publish;
