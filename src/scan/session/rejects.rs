//! Writes the rejected records of a scan to a CSV file, from the ledger, so that it is whole after any resume.

use super::prepare::Prepared;
use crate::db::{Database, begin, sql};
use crate::error::{Error, Result};
use std::fs::File;
use std::path::Path;

const UNWRITABLE: &str = "nothing is published; name another file with --rejects: cannot write rejects file";

/// Rows to hold in memory at a time.
const PAGE: i32 = 1000;

/// Writes `input,line,byte,reason,raw`, in the order of the inputs; no file when nothing was rejected.
/// Returns how many records it wrote.
pub(super) async fn write_rejects(database: &Database, prepared: &Prepared, path: &Path) -> Result<u64> {
    let failed = || Error::database("cannot read the rejects");
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(prepared.tenant_id)).await?;
    let statement = transaction.prepare(sql::scan::REJECTS.text).await.map_err(failed())?;
    let portal = transaction.bind(&statement, &[&prepared.names.scan_id]).await.map_err(failed())?;
    let mut rows = transaction.query_portal(&portal, PAGE).await.map_err(failed())?;
    if rows.is_empty() {
        return Ok(0);
    }
    let file = File::create(path).map_err(Error::io(UNWRITABLE, path))?;
    let mut writer = csv::Writer::from_writer(file);
    let mut written = 0;
    let unwritable = |error: csv::Error| Error::Io {
        action: UNWRITABLE,
        path: path.display().to_string(),
        source: error.into(),
    };
    writer.write_record(["input", "line", "byte", "reason", "raw"]).map_err(unwritable)?;
    while !rows.is_empty() {
        for row in &rows {
            let (line, byte): (i64, i64) = (row.get(1), row.get(2));
            let (line, byte) = (line.to_string(), byte.to_string());
            let (input, reason): (&str, &str) = (row.get(0), row.get(3));
            let raw: &[u8] = row.get(4);
            writer
                .write_record([input.as_bytes(), line.as_bytes(), byte.as_bytes(), reason.as_bytes(), raw])
                .map_err(unwritable)?;
            written += 1;
        }
        rows = transaction.query_portal(&portal, PAGE).await.map_err(failed())?;
    }
    writer.flush().map_err(Error::io(UNWRITABLE, path))?;
    Ok(written)
}
