//! Ids of updates that were processed, as far back as their months are kept.

use super::sql::{ADD_PROCESSED, PROCESSED};
use super::target::Target;
use crate::db::{Param, Tx};
use crate::error::Result;
use jiff::Timestamp;
use std::collections::HashSet;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// What an id is compared by.
pub(super) fn digest(id: &str) -> Uuid {
    Uuid::from_u128(xxh3_128(id.as_bytes()))
}

/// Which of these ids were processed.
pub(super) async fn known(tx: &mut Tx<'_>, share_id: i64, digests: &[Uuid]) -> Result<HashSet<Uuid>> {
    if digests.is_empty() {
        return Ok(HashSet::new());
    }
    tx.doing("cannot look up the ids of the updates");
    let rows = tx.rows(&PROCESSED, &[("share_id", &share_id), ("digests", &digests)]).await?;
    rows.iter().map(|row| row.get("event_digest")).collect()
}

/// Notes ids as processed.
pub(super) async fn add(
    tx: &mut Tx<'_>,
    target: &Target,
    now: Timestamp,
    digests: &[Uuid],
    ids: &[&str],
) -> Result<()> {
    if digests.is_empty() {
        return Ok(());
    }
    tx.doing("cannot note the ids of the updates");
    let params: [Param<'_>; 5] = [
        ("share_id", &target.share_id()),
        ("tenant_id", &target.tenant_id),
        ("now", &now),
        ("digests", &digests),
        ("ids", &ids),
    ];
    tx.execute(&ADD_PROCESSED, &params).await.map(drop)
}
