//! What a plan comes to.

use jiff::Timestamp;

/// What a plan comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOutcome {
    /// The number of the plan: what is planned can be withdrawn by it. None where nothing was planned.
    pub plan_id: Option<i64>,
    /// Files that are planned now, and were not before.
    pub files: u64,
    /// Their bytes.
    pub bytes: u128,
    /// Files that were planned before and are in use again, changed or gone.
    pub withdrawn: u64,
    /// Files that are left out because their access time is not known.
    pub unknown_atime: u64,
    /// Only files that were last used before this.
    pub used_before: Timestamp,
    /// Whether the share has no files at all yet: no scan or audit log of it was ever loaded.
    pub never_loaded: bool,
    /// The ten directories with the most bytes to plan, largest first.
    pub directories: Vec<PlannedDirectory>,
}

impl PlanOutcome {
    /// A share without files has nothing to plan.
    pub(super) fn never_loaded(used_before: Timestamp) -> PlanOutcome {
        PlanOutcome {
            plan_id: None,
            files: 0,
            bytes: 0,
            withdrawn: 0,
            unknown_atime: 0,
            used_before,
            never_loaded: true,
            directories: Vec::new(),
        }
    }
}

/// What is planned of a directory's own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDirectory {
    /// Its path in the share.
    pub path: String,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u128,
}

/// What an undone plan comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UndoOutcome {
    /// Plans that are undone.
    pub plans: u64,
    /// Planned files that are withdrawn. What a mover acted on stays.
    pub withdrawn: u64,
}
