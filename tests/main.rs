//! All integration tests, in one binary, on a real PostgreSQL.
//!
//! - `support`: a database a test, on one server for the whole run; homes for private servers; running `tierload`
//! - `server`: the private server and `tierload db`
//! - `audit`: audit logs, what they change and how often; plans of what goes to the cheap tier
//! - `scan`: `tierload scan` from an input to the tables, exactly once; `scan/mod.rs` has its own table of contents
//! - `formats`: dumps of every tool, by fixture and end to end
//! - `resilience`: a server that is lost, late, full or shared, each fault at its place
//! - `tenants`: what a tenant may and may not do; `tenants/mod.rs` has its own table of contents
//! - `secrets`: passwords and certificates, where they come from and where they must not go
//! - `soak`: mixed work under faults drawn at random; `make soak` runs it for long
//! - `upgrade`: databases of earlier versions, and migrations that meet or fail
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

mod audit;
#[path = "suite/crawl.rs"]
mod crawl;
#[path = "suite/crawl_output.rs"]
mod crawl_output;
mod formats;
mod resilience;
mod scan;
mod secrets;
mod server;
mod soak;
mod support;
mod tenants;
mod upgrade;
