//! LucidLink audit logs: which files were accessed, and when.
//!
//! All but `apply` knows neither tokio nor SQL:
//!
//! ```text
//! paths -> discover: log files          node and begin name a log, whatever its suffix
//!       -> lines: chunks of whole lines bounded memory, from a cursor on; cut as dumps are (input)
//!       -> event: one line, one event   on rayon, borrowed
//!       -> coalesce: one entry a file
//!       -> batch: entries, counts, rejects, and the cursors to move
//! ```
//!
//! `updates` reads the CSV that agents send in place of logs. `apply` is the database half: `tierload audit`.

pub mod action;
mod apply;
pub mod batch;
pub mod coalesce;
pub mod discover;
pub mod event;
pub mod first_line;
mod json;
pub mod lines;
mod part;
pub mod path;
pub mod reject;
pub mod time;
pub mod updates;

pub use apply::run;
pub use batch::{Advance, Batch, Cursor, Limits, LogReader, Notice};
pub use coalesce::{Coalesced, Counts, Touch};
pub use discover::{LogFile, LogId, discover};
pub use event::{Event, Rules};
pub use reject::{ByReason, Reason, Reject};
pub use time::TimeWindow;
