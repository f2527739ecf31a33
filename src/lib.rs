//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.

pub mod audit;
pub mod catalog;
pub mod db;
pub mod dump;
pub mod error;
mod failpoint;
pub mod lucid;
pub mod postgres;
pub mod scan;
mod cli {
    pub struct DbArgs {
        pub command: DbCommand,
    }
    pub enum DbCommand {
        Start,
        Stop,
        Status,
        Url,
        Psql { args: Vec<String> },
        Reset { yes: bool },
    }
}

pub use error::{Error, ErrorKind, Result};
