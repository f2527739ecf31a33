//! All integration tests, in one binary, on a real PostgreSQL. A folder is a command, or an idea that crosses commands;
//! what two of them need is in `support`. Each `mod.rs` has the folder's own table of contents.
//!
//! Commands:
//!
//! - `scan`: from an input to the tables, exactly once
//! - `audit`: audit logs, what they change and how often
//! - `plan`: what goes to the cheap tier
//! - `crawl`: walking a tree, and where the rows go
//! - `verify`: each damage is found by its check
//! - `export`: snapshots as files, read back
//! - `bench`: what it measures, and that it leaves nothing
//! - `migrate`: databases of earlier versions, and migrations that meet or fail
//! - `db`: the private server
//!
//! What crosses them:
//!
//! - `library`: specs in, outcomes and typed errors out, without a process between
//! - `formats`: dumps of every tool, by fixture and end to end
//! - `resilience`: a server that is lost, late, full or shared, each fault at its place
//! - `faults`: kill -9 at failpoints and at random moments, and signals
//! - `tenants`: what a tenant may and may not do, and `tierload tenant`
//! - `secrets`: passwords and certificates, where they come from and where they must not go
//! - `soak`: mixed work under faults drawn at random; `make soak` runs it for long
//!
//! And the project itself:
//!
//! - `house`: how the files of `src/` and `tests/` hang together
//! - `statements`: every SQL file, its header, its constant, and what the server says of it
//!
//! `cargo test` starts the server it needs and has it stopped when it ends, however it ends. With `TIERLOAD_TEST_URL`
//! set, databases are made on that server instead; `make test` does so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees only #[test] as tests"
)]

mod audit;
mod bench;
mod browse;
mod crawl;
mod db;
mod export;
#[cfg(feature = "failpoints")]
mod faults;
mod formats;
mod house;
mod library;
mod migrate;
mod plan;
mod replay;
mod resilience;
mod scan;
mod secrets;
mod soak;
mod statements;
mod support;
mod tenants;
mod verify;
