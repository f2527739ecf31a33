//! Audit logs -> tables, each batch in one transaction; only access times, a maximum, may be there before it.
//!
//! ```text
//! spec -> load or follow -> outcome           follow: again and again, woken by watch
//! target: tenant, share, its file_state       made where there is none
//! input: logs, or a CSV                       as they are found under the paths
//! loader: rounds over lost connections        the ledger says where each begins
//! logs: cursors -> plan -> batches            the next is parsed while one is applied
//! replaced: other logs under known names      read from their start
//! look: a CSV, before any of it is applied    may be refused as a whole, or have to wait
//! csv: rows of updates -> batches             ids that were processed are left out
//! batch: one transaction: lock of the share, cursors, COPY, update, find, insert, warm, log, cursors
//! apart: files that the server refuses       left out and told, where others of their batch are taken
//! refusals: those of a run                  named once, and few
//! halves: the times of a second half          in a session of their own, beside the first
//! ```
//!
//! Reading logs and writing rows is the pure room `lucid`.

mod apart;
mod batch;
mod blocking;
mod copies;
mod csv;
mod cursors;
mod follow;
mod halves;
mod input;
mod load;
mod loader;
mod logs;
mod look;
mod moves;
mod outcome;
mod processed;
mod refusals;
mod replaced;
mod spec;
mod sql;
mod stages;
mod target;
mod watch;

pub use follow::follow;
pub use load::load;
pub use outcome::{AuditFailed, AuditOutcome, Effects};
pub use spec::{AuditSpec, Observer};
pub use stages::StageTimes;

pub use crate::limits::{Limit, MaxRejects};
