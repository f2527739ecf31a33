//! One test binary; this is its table of contents.

// clippy.toml allows these in test functions, but not in the helpers between them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "suite/crawl.rs"]
mod crawl;
#[path = "suite/crawl_output.rs"]
mod crawl_output;
