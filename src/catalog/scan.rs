//! A scan, found by its guid, and how it stands.

use super::layout::ScanTables;
use super::sql::{FIND_SCAN_BY_GUID, LIST_SCANS};
use crate::db::{Row, Tx};
use crate::error::{Error, Result};
use uuid::Uuid;

/// How a scan stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr)]
#[strum(serialize_all = "UPPERCASE")]
pub enum ScanStatus {
    /// It takes chunks.
    Loading,
    /// Its ledger is closed; its keys are built, or it is about to be published.
    Building,
    /// It is published.
    Ok,
    /// It is published, and rows of it were rejected.
    Warn,
    /// It was given up.
    Error,
}

impl ScanStatus {
    /// As it is stored.
    pub fn as_str(self) -> &'static str {
        self.into()
    }

    /// Whether readers see the scan.
    pub fn is_published(self) -> bool {
        matches!(self, ScanStatus::Ok | ScanStatus::Warn)
    }

    /// The column `status` of a row.
    pub(crate) fn of(row: &Row) -> Result<ScanStatus> {
        let stored: &str = row.get("status")?;
        stored.parse().map_err(|_| Error::internal(format!("a scan has the status {stored}")))
    }
}

/// A scan that was begun.
#[derive(Debug, Clone)]
pub(crate) struct FoundScan {
    pub(crate) tables: ScanTables,
    pub(crate) status: ScanStatus,
    /// Why it was given up.
    pub(crate) error: Option<String>,
}

/// The scans of a share, oldest first.
pub(crate) async fn list_scans(tx: &Tx<'_>, share_id: i64) -> Result<Vec<ScanTables>> {
    let rows = tx.rows(&LIST_SCANS, &[("share_id", &share_id)]).await?;
    rows.iter().map(|row| Ok(ScanTables { share_id, scan_id: row.get("scan_id")? })).collect()
}

/// The scan of this tenant with this guid.
pub(crate) async fn find_scan(tx: &Tx<'_>, scan_guid: Uuid) -> Result<Option<FoundScan>> {
    let rows = tx.rows(&FIND_SCAN_BY_GUID, &[("scan_guid", &scan_guid)]).await?;
    let found = rows.first().map(|row| {
        let tables = ScanTables { share_id: row.get("share_id")?, scan_id: row.get("scan_id")? };
        Ok(FoundScan { tables, status: ScanStatus::of(row)?, error: row.get("error_text")? })
    });
    found.transpose()
}
