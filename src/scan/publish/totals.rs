//! What a scan adds up to, and how it changes its share.

use super::sql::DIR_TOTALS;
use crate::db::Database;
use crate::error::{Error, Result};
use crate::scan::session::{LedgerTotals, Session};

/// How a scan changes its share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Changes {
    pub(super) new: i64,
    pub(super) changed: i64,
    pub(super) removed: i64,
    pub(super) not_seen: i64,
    pub(super) dirs_new: i64,
}

/// What the staged rows of a scan add up to.
#[derive(Debug, Clone)]
pub(super) struct Totals {
    /// Rows, one a file.
    pub(super) rows: i64,
    /// Rows that were loaded for a file which has another one.
    pub(super) duplicates: i64,
    /// Their sizes; more than 64 bits have room for.
    pub(super) bytes: String,
    /// The sum modulo 2^128 of their digests.
    pub(super) digest: String,
    /// The columns that some row has a value for.
    pub(super) known: i32,
}

impl Totals {
    /// Adds up what the chunks of a scan came to.
    pub(super) async fn read(
        database: &Database,
        session: &Session,
        ledger: &LedgerTotals,
    ) -> Result<Totals> {
        let row = database
            .in_tenant(session.tenant_id, "cannot add up the scan", async |tx| {
                let totals = DIR_TOTALS.with([("staging_dirs", session.tables.staging_dirs().into())]);
                tx.row(&totals, &[]).await
            })
            .await?;
        let rows: i64 = row.get("files")?;
        if rows > ledger.loaded {
            let message = format!("{rows} rows are staged, and the ledger has {}", ledger.loaded);
            return Err(Error::internal(message).of_scan(session.scan_guid));
        }
        Ok(Totals {
            rows,
            duplicates: ledger.loaded - rows,
            bytes: row.get("bytes")?,
            digest: row.get("digest")?,
            known: ledger.known,
        })
    }
}
