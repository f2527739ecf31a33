//! The chain value of a snapshot: whoever keeps one of them elsewhere can prove every snapshot before it.

use crate::db::TenantId;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// A link of the chain: what a scan is, and what it came to.
#[derive(Debug)]
pub(crate) struct Link<'l> {
    pub(crate) tenant_id: TenantId,
    pub(crate) scan_guid: Uuid,
    pub(crate) snapshot_no: i32,
    pub(crate) started: Timestamp,
    pub(crate) rows_read: i64,
    pub(crate) rows: i64,
    pub(crate) rejected: i64,
    pub(crate) skipped: i64,
    pub(crate) known: i32,
    pub(crate) bytes: &'l str,
    pub(crate) digest: &'l str,
}

impl Link<'_> {
    /// SHA-256 of the chain value before, and of the link. All of it stands in `scan`, so that anybody can compute it
    /// again.
    pub(crate) fn chain_value(&self, before: Option<&[u8]>) -> Vec<u8> {
        let mut text = String::from("tierload snapshot 1\n");
        for byte in before.unwrap_or_default() {
            // Writing to a String cannot fail.
            let _ = write!(text, "{byte:02x}");
        }
        let _ = write!(
            text,
            "\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n",
            self.tenant_id,
            self.scan_guid,
            self.snapshot_no,
            self.started.as_microsecond(),
            self.rows_read,
            self.rows,
            self.rejected,
            self.skipped,
            self.known,
            self.bytes,
            self.digest,
        );
        Sha256::digest(text).to_vec()
    }
}
