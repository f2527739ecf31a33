//! `tierload crawl`, run as a user runs it, over small trees made by hand.
//!
//! - `trees`: making a tree, and reading what is said of it
//! - `rows`: which rows it writes
//! - `output`: where it writes them

mod output;
mod rows;
mod trees;
