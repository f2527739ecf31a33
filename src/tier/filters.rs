//! The filters of a plan, as the tables have them.

use super::folders::stored_folders;
use super::spec::{PlanSpec, UnknownAtime};
use crate::catalog::Share;
use crate::db::Tx;
use crate::dump::path::SourceType;
use crate::error::Result;
use jiff::Timestamp;

/// The filters of a plan.
pub(super) struct Filters {
    /// Which facts tell one file from another at the same path.
    pub(super) source_type: SourceType,
    pub(super) used_before: Timestamp,
    pub(super) min_size: i64,
    pub(super) extensions: Vec<String>,
    pub(super) under: Vec<String>,
    pub(super) not_under: Vec<String>,
    pub(super) unknown_atime: UnknownAtime,
}

impl Filters {
    /// The folders must be there.
    pub(super) async fn new(
        tx: &Tx<'_>,
        spec: &PlanSpec,
        share: &Share,
        used_before: Timestamp,
    ) -> Result<Filters> {
        Ok(Filters {
            source_type: share.source_type,
            used_before,
            min_size: spec.min_size()?,
            extensions: spec.extensions.iter().map(|extension| extension.as_str().to_owned()).collect(),
            under: stored_folders(tx, share, "--under", &spec.under).await?,
            not_under: stored_folders(tx, share, "--not-under", &spec.not_under).await?,
            unknown_atime: spec.unknown_atime,
        })
    }
}

/// Files that were used from this time on are in use. So long ago that no clock tells it is the earliest time there is.
pub(super) fn used_before(spec: &PlanSpec, now: Timestamp) -> Timestamp {
    let age = i64::try_from(spec.older_than.as_secs()).unwrap_or(i64::MAX);
    Timestamp::from_second(now.as_second().saturating_sub(age)).unwrap_or(Timestamp::MIN)
}
