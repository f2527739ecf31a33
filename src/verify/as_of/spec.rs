//! What to prove, and what came of it.

use crate::verify::Finding;
use uuid::Uuid;

/// Which snapshots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// All of them.
    All,
    /// The one of this scan.
    Scan(Uuid),
    /// The one with this number in its share.
    Number(i32),
}

/// Some 100 MB of memory.
const DIRS_IN_MEMORY: u32 = 500_000;

/// What to prove.
#[derive(Debug, Clone)]
pub struct ProofSpec {
    /// Which snapshots.
    pub as_of: AsOf,
    /// The code of a tenant; None for all tenants.
    pub tenant: Option<String>,
    /// The name of a share; None for all shares. A number of a snapshot is a share's own, and needs it.
    pub share: Option<String>,
    /// Directories, and changes of their sums, that are held in memory. A share that has more is read in several passes.
    pub dirs_in_memory: u32,
}

impl ProofSpec {
    /// All tenants and shares.
    pub fn new(as_of: AsOf) -> ProofSpec {
        ProofSpec { as_of, tenant: None, share: None, dirs_in_memory: DIRS_IN_MEMORY }
    }
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ProofOutcome {
    /// Shares that have such snapshots.
    pub shares: usize,
    /// Snapshots that were rebuilt.
    pub snapshots: usize,
    /// Versions of files that they are made of.
    pub versions: u64,
    /// What is not as it was when it was published: at most a hundred directories a share are named.
    pub findings: Vec<Finding>,
}
