//! Scans: inputs -> chunks -> rows -> staging table -> partition.
//!
//! ```text
//! inputs    looked at before a database is needed
//! load      the flow: begins or goes on with a session, feeds it, publishes
//! session/  begin, put a chunk, close, abandon: what any sender of chunks needs
//! feed/     open, identify, cut, encode, send
//! publish/  keys, differences, and the one transaction that shows the scan
//! dry_run   everything but the database
//! ```

mod allowed;
mod cut_off;
mod dry_run;
mod feed;
mod inputs;
mod load;
mod max_lost;
mod observer;
mod outcome;
mod path_rules;
mod publish;
mod reasons;
mod reject_file;
mod session;
mod spec;

pub use dry_run::{DryRunOutcome, DryRunReport, RejectGroup, dry_run};
pub use inputs::Inputs;
pub use load::load;
pub use max_lost::MaxLost;
pub use observer::{LoadProgress, Observer};
pub use outcome::{BusyTimes, RowCounts, ScanOutcome, StageTimes};
pub(crate) use publish::{
    Compared, add_up, add_up_rows, begin_build, count_differences, create_differences, find_differences_here,
    write_differences,
};
pub(crate) use session::delete_ledger;
pub use session::{Abandoned, abandon};
pub use spec::ScanSpec;

pub use crate::limits::{Limit, MaxRejects};
