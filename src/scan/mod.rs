//! `tierload scan`: inputs -> chunks -> rows -> staging table -> partition.
//!
//! In the order the data takes: `prepare` finds or begins the scan, `load` moves chunks through `encode`,
//! `crate::dirs` and `chunk` into the staging table, `build` makes keys and differences, `publish` shows the result
//! to readers in one transaction, `summary` says what happened.

mod attach;
mod build;
mod chunk;
mod differences;
mod dry_run;
mod encode;
mod fail;
mod finish;
mod inputs;
mod load;
mod names;
mod open;
mod prepare;
mod progress;
mod publish;
mod rejects;
mod run;
mod stored;
mod summary;

pub use encode::{Encoded, encode};
pub use fail::abandon;
pub use names::Names;
pub use run::run;
pub use stored::{StoredRow, stored_rows};
