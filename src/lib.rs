//! tierload loads file-system scans and file-access audit logs into PostgreSQL, fast and exactly once.

#[cfg(feature = "database")]
pub mod catalog;
pub mod crawl;
#[cfg(feature = "database")]
pub mod db;
pub mod dump;
pub mod error;
mod failpoint;
pub mod lucid;
#[cfg(feature = "database")]
pub mod postgres;
#[cfg(feature = "database")]
pub mod scan;
#[cfg(feature = "database")]
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
