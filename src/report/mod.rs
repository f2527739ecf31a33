//! What a share holds, and what its last scan changed.

mod changes;
mod contents;
mod outcome;
mod run;
mod sql;

pub use outcome::{
    Age, AgeTotals, Change, ChangedFile, Changes, Contents, DirectoryTotals, ExtensionTotals, ReportOutcome,
};
pub use run::{ReportSpec, report};
