//! The private server and `tierload db`.
//!
//! - `life`: first start, reuse, concurrent starts, stop, reset
//! - `crash`: killed servers and what they leave
//! - `failed`: what is told of failures as JSON, and homes that are gone
//! - `named`: which database a command works on
//! - `surroundings`: users, folders, environments that PostgreSQL does not like

mod crash;
mod failed;
mod life;
mod named;
mod surroundings;
