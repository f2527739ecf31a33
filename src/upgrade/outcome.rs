//! What `migrate` did.

use crate::db::LogGuard;
use crate::error::Error;
use std::time::Duration;

/// What `migrate` did.
#[derive(Debug)]
pub struct MigrateOutcome {
    /// The migrations it applied, those of homes after the name of the home.
    pub applied: Vec<String>,
    /// The shares it converted.
    pub converted: Vec<ConvertedShare>,
    /// Why homes and shares stay as they were. Until they are mended they are refused; the others can be used.
    pub left_behind: Vec<Error>,
    /// The version of the schema now.
    pub version: i32,
    /// How `audit_log` is guarded now.
    pub log: LogGuard,
}

/// A share whose scans became snapshots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConvertedShare {
    /// The code of its tenant.
    pub tenant: String,
    /// Its name.
    pub share: String,
    /// How many published scans it has.
    pub snapshots: i32,
    /// The rows that they had.
    pub rows: u64,
    /// How long it took.
    pub elapsed: Duration,
}

/// Whoever wants to know what is done as it is done: a large database takes hours.
pub trait Observer {
    /// A migration is applied.
    fn applied(&self, _name: &str) {}

    /// A share is converted.
    fn converted(&self, _share: &ConvertedShare) {}
}

impl Observer for () {}
