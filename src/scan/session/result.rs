//! What a scan came to, as its row has it.

use super::begin::Session;
use super::sql::RESULT;
use crate::catalog::ScanStatus;
use crate::db::Database;
use crate::error::{Error, Result};
use crate::scan::outcome::RowCounts;

/// A published scan.
pub(in crate::scan) struct Published {
    pub(in crate::scan) status: ScanStatus,
    pub(in crate::scan) counts: RowCounts,
    pub(in crate::scan) chunks: u64,
}

impl Session {
    /// Reads it back, so that what is told is what stands in the database.
    pub(in crate::scan) async fn result(&self, database: &Database) -> Result<Published> {
        let row = database
            .in_tenant(self.tenant_id, "cannot read the result of the scan", async |tx| {
                tx.row(&RESULT, &[("scan_id", &self.tables.scan_id)]).await
            })
            .await?;
        let count = |column: &str| Ok::<_, Error>(row.get::<Option<i64>>(column)?.unwrap_or(0));
        let status = ScanStatus::of(&row)?;
        if !status.is_published() {
            return Err(Error::input(format!(
                "scan {} was given up by another process; run the same command to begin again",
                self.scan_guid
            ))
            .of_scan(self.scan_guid));
        }
        let counts = RowCounts {
            bytes_read: count("bytes_read")?,
            rows_read: count("rows_read")?,
            loaded: count("loaded")?,
            rejected: count("rejected")?,
            duplicates: count("duplicates")?,
            skipped: count("skipped")?,
            dirs_new: count("dirs_new")?,
            files_new: count("files_new")?,
            files_changed: count("files_changed")?,
            files_unchanged: count("files_unchanged")?,
            files_removed: count("files_removed")?,
            files_not_seen: count("files_not_seen")?,
            folders_not_read: count("folders_not_read")?,
            rejected_without_path: count("rejected_without_path")?,
            tier_objects_replaced: count("tier_objects_replaced")?,
        };
        if !counts.balance() {
            return Err(
                Error::internal(format!("the row counts do not balance: {counts:?}")).of_scan(self.scan_guid)
            );
        }
        Ok(Published { status, counts, chunks: count("chunks")?.cast_unsigned() })
    }
}
