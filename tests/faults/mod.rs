//! What `tierload` survives: kill -9 at named places and at random moments, and signals. One oracle: after the same
//! command is run again the tables are those of a run that nothing happened to, and `tierload verify` finds nothing.
//!
//! - `kill`: how a process is made to die, and what must hold afterwards
//! - `scan_points`, `audit_points`: at each failpoint of a first load, a rescan, logs and updates
//! - `conversion`: at each failpoint of a database of before homes that is converted
//! - `building`: while the server builds an index
//! - `moments`: at random moments of long loads; `FAULT_SEED` repeats a run
//! - `signals`: SIGINT, SIGTERM and SIGPIPE
//!
//! `--features failpoints` builds them, and `scripts/test.sh` does so.

mod audit_points;
mod building;
mod conversion;
mod kill;
mod moments;
mod scan_points;
mod signals;
