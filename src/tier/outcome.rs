//! What a plan comes to.

/// What a plan comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanOutcome {
    /// Files that are planned now, and were not before.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Files that were planned before and are in use again.
    pub withdrawn: u64,
    /// The ten directories with the most bytes to plan, largest first.
    pub directories: Vec<PlannedDirectory>,
}

/// What is planned of a directory's own files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedDirectory {
    /// Its path in the share.
    pub path: String,
    /// How many files.
    pub files: u64,
    /// Their bytes.
    pub bytes: u64,
}
