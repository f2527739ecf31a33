//! The chain value of a snapshot: whoever keeps one of them elsewhere can prove every snapshot before it.

use crate::db::TenantId;
use crate::dump::path::dir_digest;
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use uuid::Uuid;

/// What a scan is and came to. All of it stands in `scan`, so that anybody can compute its chain value again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Link<'l> {
    pub(crate) tenant_id: TenantId,
    pub(crate) scan_guid: Uuid,
    pub(crate) snapshot_no: i32,
    pub(crate) started: Timestamp,
    pub(crate) rows_read: i64,
    pub(crate) loaded: i64,
    pub(crate) rejected: i64,
    pub(crate) skipped: i64,
    pub(crate) known: i32,
    pub(crate) bytes: &'l str,
    pub(crate) digest: &'l str,
    /// The folders that its walk is of; none where it is of the whole share.
    pub(crate) under: &'l [String],
}

impl Link<'_> {
    /// SHA-256 of the chain value before, and of the scan. Chain values are stored: the definition is fixed for good.
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
            self.loaded,
            self.rejected,
            self.skipped,
            self.known,
            self.bytes,
            self.digest,
        );
        for dir in self.under {
            let _ = writeln!(text, "under {:032x}", dir_digest(dir));
        }
        Sha256::digest(text).to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Home;

    #[test]
    fn the_definition_is_fixed() {
        let link = Link {
            tenant_id: TenantId { id: Uuid::from_u128(1), home: Home::new("h") },
            scan_guid: Uuid::from_u128(2),
            snapshot_no: 3,
            started: Timestamp::from_microsecond(4).unwrap(),
            rows_read: 5,
            loaded: 6,
            rejected: 7,
            skipped: 8,
            known: 9,
            bytes: "10",
            digest: "11",
            under: &[],
        };
        let text = "\n00000000-0000-0000-0000-000000000001\n00000000-0000-0000-0000-000000000002\n3\n4\n5\n6\n7\n8\n9\n10\n11\n";
        for (before, hex) in [(None, ""), (Some(&[0xAB, 1][..]), "ab01")] {
            let whole = format!("tierload snapshot 1\n{hex}{text}");
            assert_eq!(link.chain_value(before), Sha256::digest(whole).to_vec());
        }
        let part = Link { under: &["/a".to_owned()], ..link };
        let whole = format!("tierload snapshot 1\n{text}under 1bca2a8cd650a9f0e292ab48a6b06805\n");
        assert_eq!(part.chain_value(None), Sha256::digest(whole).to_vec());
    }
}
