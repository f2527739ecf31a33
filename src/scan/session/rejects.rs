//! Writes the rejected records of a scan to a CSV file, from the ledger, so that it is whole after any resume.

use super::begin::Session;
use super::sql::REJECTS;
use crate::db::{Database, Row};
use crate::error::Result;
use crate::scan::reasons::Reasons;
use crate::scan::reject_file::RejectFile;
use std::path::Path;

const UNWRITABLE: &str = "nothing is published; name another file with --rejects: cannot write rejects file";

/// Rows to hold in memory at a time: each may have a record of 1 MiB.
const PAGE: i32 = 16;

/// Whether the rejects file can be written, should there be any. Asked before anything is loaded.
pub(in crate::scan) fn check_rejects_file(path: &Path) -> Result<()> {
    RejectFile::check(path, UNWRITABLE)
}

impl Session {
    /// Writes the rejected records in the order of the inputs, and counts them by reason. No file, and None, when nothing
    /// was rejected.
    pub(in crate::scan) async fn write_rejects(
        &self,
        database: &Database,
        path: &Path,
    ) -> Result<Option<Reasons>> {
        database
            .in_tenant(self.tenant_id, "cannot read the rejects", async |tx| {
                let pages = tx.pages(&REJECTS, &[("scan_id", &self.tables.scan_id)]).await?;
                let mut rows = pages.next(PAGE).await?;
                if rows.is_empty() {
                    return Ok(None);
                }
                let mut file = RejectFile::create(path, UNWRITABLE)?;
                let mut reasons = Reasons::default();
                while !rows.is_empty() {
                    for row in &rows {
                        add(&mut file, row)?;
                        reasons.add(row.get("reason")?, 1);
                    }
                    rows = pages.next(PAGE).await?;
                }
                file.finish()?;
                Ok(Some(reasons))
            })
            .await
    }
}

fn add(file: &mut RejectFile, row: &Row) -> Result<()> {
    let (line, byte): (i64, i64) = (row.get("line")?, row.get("byte")?);
    file.add(
        row.get("input_name")?,
        line.cast_unsigned(),
        byte.cast_unsigned(),
        row.get("reason")?,
        row.get("raw")?,
    )
}
