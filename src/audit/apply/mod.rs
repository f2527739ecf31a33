//! `tierload audit`: batches -> tables, each batch in one transaction.
//!
//! ```text
//! target: tenant, share, its file_state       made where there is none
//! logs: cursors -> reader -> batches          the next is parsed while one is applied
//! replaced: other logs under known names      read from their start
//! csv: rows of updates -> batches             ids that were processed are left out
//! shape: a batch's files, by directory        pure
//! turn: one transaction: the share's turn, cursors, COPY, find, update, insert, warm, log, cursors
//! follow: again and again, until a signal  woken by watch
//! summary: what was done
//! ```

mod csv;
mod cursors;
mod follow;
mod logs;
mod processed;
mod replaced;
mod run;
mod shape;
mod summary;
mod target;
mod turn;
mod watch;

pub use run::run;
