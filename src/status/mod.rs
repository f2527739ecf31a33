//! Tenants, shares and scans as they stand.

mod outcome;
mod run;
mod sql;

pub use outcome::{MissingHome, ScanSummary, ShareStatus, StatusOutcome, TenantStatus};
pub use run::{StatusSpec, status};
