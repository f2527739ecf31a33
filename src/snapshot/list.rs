//! Published scans, and what each came to.

use super::chain::Link;
use super::sql::LIST_SNAPSHOTS;
use crate::db::{Row, TenantId, Tx};
use crate::dump::rows::Known;
use crate::error::Result;
use jiff::Timestamp;
use uuid::Uuid;

/// What a published scan saw, as its row in `scan` has it.
#[derive(Debug, Clone)]
pub(crate) struct Snapshot {
    pub(crate) scan_guid: Uuid,
    pub(crate) snapshot_no: i32,
    /// When its walk began.
    pub(crate) started: Timestamp,
    /// When it was published.
    pub(crate) published: Option<Timestamp>,
    pub(crate) rows_read: i64,
    /// Its rows.
    pub(crate) loaded: i64,
    pub(crate) rejected: i64,
    pub(crate) skipped: i64,
    known: i32,
    /// The sum of sizes; more than 64 bits have room for.
    pub(crate) bytes: String,
    /// The sum of digests modulo 2^128.
    pub(crate) digest: String,
    pub(crate) chain_value: Vec<u8>,
    /// The folders that its walk is of; none where it is of the whole share.
    pub(crate) under: Vec<String>,
}

impl Snapshot {
    /// The columns that its scan had a value of.
    pub(crate) fn known(&self) -> Known {
        Known::from_bits(self.known.cast_unsigned())
    }

    /// The chain value that follows from the one before and from what the scan's row says.
    pub(crate) fn chain_value_after(&self, before: Option<&[u8]>, tenant_id: TenantId) -> Vec<u8> {
        let link = Link {
            tenant_id,
            scan_guid: self.scan_guid,
            snapshot_no: self.snapshot_no,
            started: self.started,
            rows_read: self.rows_read,
            loaded: self.loaded,
            rejected: self.rejected,
            skipped: self.skipped,
            known: self.known,
            bytes: &self.bytes,
            digest: &self.digest,
            under: &self.under,
        };
        link.chain_value(before)
    }
}

/// The published scans of a share, by their numbers.
pub(crate) async fn list_snapshots(tx: &Tx<'_>, share_id: i64) -> Result<Vec<Snapshot>> {
    tx.rows(&LIST_SNAPSHOTS, &[("share_id", &share_id)]).await?.iter().map(snapshot).collect()
}

fn snapshot(row: &Row) -> Result<Snapshot> {
    Ok(Snapshot {
        scan_guid: row.get("scan_guid")?,
        snapshot_no: row.get("snapshot_no")?,
        started: row.get("started_utc")?,
        published: row.get("finished_utc")?,
        rows_read: row.get("rows_read")?,
        loaded: row.get("loaded")?,
        rejected: row.get("rejected")?,
        skipped: row.get("skipped")?,
        known: row.get("known")?,
        bytes: row.get("bytes")?,
        digest: row.get("digest")?,
        chain_value: row.get("chain_value")?,
        under: row.get("under_dirs")?,
    })
}
