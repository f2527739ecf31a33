//! What a scan may do to its share without somebody saying so.

use super::max_lost::MaxLost;

/// What is published; all else is refused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowed {
    /// Files found removed.
    pub(super) removed: MaxLost,
    /// Stubs found replaced.
    pub(super) replaced: MaxLost,
    /// Many files that have two rows.
    pub(super) overlap: bool,
}
