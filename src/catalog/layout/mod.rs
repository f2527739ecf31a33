//! Names and definitions of all tables that tierload makes as it goes: partitions and staging tables.

mod months;
mod names;
mod protect;
mod share;
mod staging;

pub(crate) use months::keep_months;
pub(crate) use names::{Half, ScanTables, ShareTables};
