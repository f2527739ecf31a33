//! What the checks found.

use crate::db::LogGuard;
use crate::error::Result;

/// What the checks found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifyOutcome {
    /// Shares that were checked.
    pub shares: usize,
    /// Checks of each share.
    pub checks: usize,
    /// How `audit_log` is guarded against its loader. Where it is not, its chains are not there to be checked.
    pub log: LogGuard,
    /// What breaks an invariant: by tenant, share and check. Most checks name at most a hundred objects.
    pub findings: Vec<Finding>,
}

/// What breaks an invariant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The code of the tenant.
    pub tenant: String,
    /// The name of the share; `-` for what is of none.
    pub share: String,
    /// The check, as the path of its statement under `sql/`; `as-of` of a snapshot that is proved.
    pub check: &'static str,
    /// What it is about, as in `file_state 12`.
    pub object: String,
    /// What is wrong with it.
    pub finding: String,
}

/// Whoever wants to know of findings as they are made.
pub trait Observer {
    /// A finding. An error ends the checks.
    fn finding(&mut self, _finding: &Finding) -> Result<()> {
        Ok(())
    }
}

impl Observer for () {}
