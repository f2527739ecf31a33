//! The private server and `tierload db`.
//!
//! - `life`: first start, reuse, concurrent starts, stop, reset
//! - `crash`: killed servers and what they leave
//! - `surroundings`: users, folders, environments that PostgreSQL does not like

mod crash;
mod life;
mod surroundings;
