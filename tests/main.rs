//! All integration tests, in one binary, on a real PostgreSQL.
//!
//! - `support`: a database a test, on one server for the whole run; homes for private servers; running `tierload`
//! - `server`: the private server and `tierload db`
//!
//! `cargo test` starts the server it needs and has it stopped when it ends, however it ends. With `TIERLOAD_TEST_URL`
//! set, databases are made on that server instead; `make test` does so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "clippy sees only #[test] as tests"
)]

mod server;
mod support;
