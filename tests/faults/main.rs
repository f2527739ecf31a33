//! What `tierload` survives: kill -9 at named places and at random moments, and signals. One oracle: after the same
//! command is run again the tables are those of a run that nothing happened to, and `tierload verify` finds nothing.
//!
//! - `kill`: how a process is made to die, and what must hold afterwards
//! - `scan_points`, `audit_points`: at each failpoint of a first load, a rescan, logs and updates
//! - `building`: while the server builds an index
//! - `moments`: at random moments of long loads; `FAULT_SEED` repeats a run
//! - `signals`: SIGINT, SIGTERM and SIGPIPE
//!
//! `cargo test --features failpoints --test faults`

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees only #[test] as tests"
)]

mod audit_points;
mod building;
#[path = "../scan/case.rs"]
#[allow(dead_code, reason = "the tests of scans use the rest")]
mod case;
mod kill;
mod moments;
#[path = "../scan/oracle.rs"]
mod oracle;
mod scan_points;
mod signals;
#[path = "../support/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the other tests use the rest")]
mod support;
