//! LucidLink audit logs: which files were accessed, and when.
//!
//! Pure: knows neither tokio nor SQL.
//!
//! ```text
//! paths -> discover: log files          node and begin name a log, whatever its suffix
//!       -> lines: chunks of whole lines bounded memory, from a cursor on; cut as dumps are (dump::input)
//!       -> event: one line, one event   on rayon, borrowed
//!       -> coalesce: one entry a file
//!       -> batch: entries, counts, rejects, and the cursors to move
//!       -> rows: files by directory, in the format of COPY
//! ```
//!
//! `updates` reads the CSV that agents send in place of logs. The room `audit` is the database half.

pub mod action;
pub mod batch;
pub mod coalesce;
mod cursor;
pub mod discover;
pub mod event;
pub mod first_line;
mod json;
pub mod lines;
mod part;
pub mod path;
pub mod reject;
pub mod rows;
pub mod time;
pub mod updates;

pub use action::ActionSet;
pub use batch::{Batch, LogReader, Notice};
pub use coalesce::{Coalesced, Counts, Touch};
pub use cursor::{Advance, Cursor, Limits};
pub use discover::{LogFile, LogId, discover};
pub use event::{Event, Rules};
pub use reject::{ByReason, Reason, Reject};
pub use rows::{FileRows, FilesByDir, SortedFiles};
pub use time::TimeWindow;
