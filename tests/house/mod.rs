//! The house itself: how the files of `src/` and `tests/` hang together.
//!
//! - `survey`: what one file says
//! - `tree`: all files, and where each name that one of them uses is defined
//! - `graph`: which file imports which, and circles
//! - `rooms`: the order of the rooms, and what each may name
//! - `files`: how long files are
//! - `checks`: the checks find what they are for
//! - `security`: `SECURITY.md` and the tests that it names
//! - `source`: `src/`, as it stands
//! - `tests_themselves`: `tests/`
//!
//! An import is a name that one file takes from the file where it is defined, through however many `use` and `pub use` in
//! between. `mod x;` is none. What is under `#[cfg(test)]`, and files named `*tests.rs`, are left out. Methods are not
//! looked at: they come with their type.

mod checks;
mod files;
mod graph;
mod rooms;
mod security;
mod source;
mod survey;
mod tests_themselves;
mod tree;

use std::path::Path;

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Fails with a line for each finding.
fn assert_none(what: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{what}:\n{}", findings.join("\n"));
}
