//! The ledger of a scan: which chunks are loaded, and what they add up to.

use super::sql::{CHUNKS, DELETE_CHUNKS, DELETE_INPUTS, DELETE_REJECTS, LEDGER_TOTALS};
use crate::db::{Row, Tx};
use crate::dump::rows::Doubts;
use crate::error::Result;
use std::collections::HashMap;
use uuid::Uuid;

/// A chunk that is loaded, or is to be: its place in the input, and what tells its bytes from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::scan) struct LedgerEntry {
    pub(in crate::scan) byte_start: u64,
    pub(in crate::scan) byte_end: u64,
    /// XXH3-128 of its raw bytes.
    pub(in crate::scan) digest: u128,
}

impl LedgerEntry {
    pub(super) fn of(row: &Row) -> Result<LedgerEntry> {
        Ok(LedgerEntry {
            byte_start: row.get::<i64>("byte_start")?.cast_unsigned(),
            byte_end: row.get::<i64>("byte_end")?.cast_unsigned(),
            digest: row.get::<Uuid>("digest")?.as_u128(),
        })
    }
}

/// Loaded chunks by input and number.
pub(in crate::scan) type Ledger = HashMap<(i32, i64), LedgerEntry>;

/// The chunks that a scan has loaded.
pub(super) async fn read_ledger(tx: &Tx<'_>, scan_id: i64) -> Result<Ledger> {
    let rows = tx.rows(&CHUNKS, &[("scan_id", &scan_id)]).await?;
    let entry = |row: &Row| Ok(((row.get("input_no")?, row.get("chunk_no")?), LedgerEntry::of(row)?));
    rows.iter().map(entry).collect()
}

/// Deletes the ledger of a scan whose staging table is dropped: chunks, rejects, inputs.
pub(crate) async fn delete_ledger(tx: &Tx<'_>, scan_id: i64) -> Result<()> {
    for statement in [DELETE_CHUNKS, DELETE_REJECTS, DELETE_INPUTS] {
        tx.execute(&statement, &[("scan_id", &scan_id)]).await?;
    }
    Ok(())
}

/// What a ledger adds up to.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::scan) struct LedgerTotals {
    pub(in crate::scan) chunks: u64,
    pub(in crate::scan) bytes_read: i64,
    pub(in crate::scan) rows_read: i64,
    pub(in crate::scan) loaded: i64,
    pub(in crate::scan) rejected: i64,
    /// Rejected records that are kept.
    pub(in crate::scan) rejects_kept: i64,
    pub(in crate::scan) doubts: Doubts,
    pub(in crate::scan) skipped: i64,
    /// The columns that some row has a value for.
    pub(in crate::scan) known: i32,
}

impl LedgerTotals {
    pub(super) async fn read(tx: &Tx<'_>, scan_id: i64) -> Result<LedgerTotals> {
        let row = tx.row(&LEDGER_TOTALS, &[("scan_id", &scan_id)]).await?;
        Ok(LedgerTotals {
            chunks: row.get::<i64>("chunks")?.cast_unsigned(),
            bytes_read: row.get("bytes_read")?,
            rows_read: row.get("rows_read")?,
            loaded: row.get("loaded")?,
            rejected: row.get("rejected")?,
            rejects_kept: row.get("rejects_kept")?,
            doubts: Doubts {
                utf8_names: row.get::<i64>("utf8_names")?.cast_unsigned(),
                undecodable_names: row.get::<i64>("undecodable_names")?.cast_unsigned(),
                strange_times: row.get::<i64>("strange_times")?.cast_unsigned(),
            },
            skipped: row.get("skipped")?,
            known: row.get("known")?,
        })
    }
}
