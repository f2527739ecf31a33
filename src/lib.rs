//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.
//!
//! The command `tierload` is a thin front: flags become a spec, a flow of this library runs, its outcome is rendered. A
//! flow never prints, reads a signal or ends the process. Progress goes to an observer, notices to `tracing`, and a
//! `CancellationToken` stops it after the work in hand.
//!
//! | flow | does |
//! |---|---|
//! | [`crawl::crawl`] | walks a tree, writes a scan dump |
//! | [`scan::load`] | loads a scan of a share and publishes it; [`scan::dry_run`] only reads; [`scan::abandon`] gives up |
//! | [`audit::load`], [`audit::follow`] | bring access times forward from audit logs |
//! | [`tier::plan`] | plans which cold files go to a cheaper tier |
//! | [`report::report`], [`status::status`] | what a share holds; tenants, shares and scans |
//! | [`verify::verify`], [`verify::prove`] | check the invariants of the tables; prove that snapshots are what was published |
//! | [`export::export`] | writes a snapshot as CSV or Parquet |
//! | [`bench::bench`] | measures a server with generated data |
//! | [`upgrade::migrate`] | brings the schema, the homes and the shares to this program's version |
//! | [`catalog::add_tenant`], [`catalog::grant`] and others | tenants, and who reads what is theirs |
//! | [`postgres::PrivateServer`] | the server that is started where no database is named |
//!
//! How a scan flows:
//!
//! ```text
//! inputs (files, globs, folders, stdin; plain, gzip, zstd)      dump::input
//!   -> cut into chunks at record ends                            dump::input       one reader an input
//!   -> records -> rows, paths normalised, directories hashed     dump::format, dump::path
//!   -> rows in COPY format, directories still open               dump::rows        rayon
//!   -> directories to ids                                        catalog           cached, one statement a chunk
//!   -> one transaction a chunk: claim in the ledger, COPY        scan::session
//!   -> keys, and at a first scan file_state                      scan::publish     off-line, restartable
//!   -> one transaction under the share's lock: at a rescan the
//!      differences; attach; row counts                           scan::publish
//! ```
//!
//! How an audit log flows:
//!
//! ```text
//! .lucid_audit folders, logs, CSV files of updates              lucid, dump::input
//!   -> from the cursor on, blocks of whole lines                 dump::input
//!   -> events, coalesced by file                                 lucid             rayon
//!   -> rows in COPY format                                       lucid
//!   -> one transaction a batch: times, new files, warmed         audit
//!      tier objects, one row of audit_log, cursors
//! ```
//!
//! `dump`, `lucid`, `crawl` and `synthetic` know neither tokio nor SQL, and are all there is without the Cargo feature
//! `database`. Every SQL statement is a file under `sql/`, but for the
//! settings that begin a transaction and the lock of the migrations.

#[cfg(feature = "database")]
pub mod audit;
#[cfg(feature = "database")]
pub mod bench;
#[cfg(feature = "database")]
pub mod browse;
#[cfg(feature = "database")]
pub mod catalog;
pub mod crawl;
#[cfg(feature = "database")]
pub mod db;
pub mod dump;
pub mod error;
#[cfg(feature = "database")]
pub mod export;
#[cfg(feature = "database")]
mod failpoint;
#[cfg(feature = "database")]
mod limits;
pub mod lucid;
// Without the database nobody writes rejects files.
#[cfg_attr(not(feature = "database"), allow(dead_code))]
mod output;
#[cfg(feature = "database")]
pub mod postgres;
#[cfg(feature = "database")]
pub mod report;
#[cfg(feature = "database")]
pub mod scan;
#[cfg(feature = "database")]
mod snapshot;
#[cfg(feature = "database")]
pub mod status;
pub mod synthetic;
#[cfg(feature = "database")]
pub mod tier;
#[cfg(feature = "database")]
pub mod upgrade;
#[cfg(feature = "database")]
pub mod verify;

pub use error::{Error, ErrorKind, Result};
