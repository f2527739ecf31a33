//! The private server and `tierload db`.
//!
//! - `life`: first start, reuse, concurrent starts, stop, reset
//! - `crash`: killed servers and what they leave
//! - `named`: which database a command works on
//! - `surroundings`: users, folders, environments that PostgreSQL does not like

mod crash;
mod life;
mod named;
mod surroundings;
