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

pub use error::{Error, ErrorKind, Result};
