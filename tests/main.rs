//! All integration tests, in one binary, on a real PostgreSQL.
//!
//! - `support`: a database a test, on one server for the whole run; homes for private servers; running `tierload`
//! - `server`: the private server and `tierload db`
//! - `formats`: dumps of every tool, by fixture and end to end
//! - `crawl`, `crawl_output`: walking a tree, and where the rows go
//!
//! `cargo test` starts the server it needs and has it stopped when it ends, however it ends. With `TIERLOAD_TEST_URL`
//! set, databases are made on that server instead; `make test` does so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees only #[test] as tests"
)]

#[path = "suite/crawl.rs"]
mod crawl;
#[path = "suite/crawl_output.rs"]
mod crawl_output;
mod formats;
mod server;
mod support;
