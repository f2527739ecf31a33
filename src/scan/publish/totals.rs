//! What a scan adds up to, and how it changes its share.

use super::objects::ObjectCounts;
use super::sql::DIR_TOTALS;
use super::unknown::Unknown;
use crate::db::{Ident, Tx};
use crate::error::{Error, Result};
use crate::scan::session::{Builder, LedgerTotals};

/// How a scan changes its share.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Changes {
    pub(crate) new: i64,
    pub(crate) changed: i64,
    pub(crate) removed: i64,
    pub(crate) not_seen: i64,
    pub(crate) dirs_new: i64,
    /// Files that were present before.
    pub(crate) present: i64,
    pub(crate) unknown: Unknown,
    pub(crate) objects: ObjectCounts,
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
    pub(super) async fn read(builder: &Builder<'_>, ledger: &LedgerTotals) -> Result<Totals> {
        let session = builder.session;
        let staging_dirs = session.tables.staging_dirs();
        let added =
            builder.step("cannot add up the scan", async |tx| add_up(tx, &staging_dirs).await).await?;
        let rows = added.rows;
        if rows > ledger.loaded {
            let message = format!("{rows} rows are staged, and the ledger has {}", ledger.loaded);
            return Err(Error::internal(message).of_scan(session.scan_guid));
        }
        Ok(Totals {
            rows,
            duplicates: ledger.loaded - rows,
            bytes: added.bytes,
            digest: added.digest,
            known: ledger.known,
        })
    }
}

/// What the sums of directories add up to.
#[derive(Debug, Clone)]
pub(crate) struct AddedUp {
    pub(crate) rows: i64,
    pub(crate) bytes: String,
    pub(crate) digest: String,
}

/// Adds up the sums of the directories of a staged scan.
pub(crate) async fn add_up(tx: &Tx<'_>, staging_dirs: &Ident) -> Result<AddedUp> {
    let row = tx.row(&DIR_TOTALS.with([("staging_dirs", staging_dirs.into())]), &[]).await?;
    Ok(AddedUp { rows: row.get("files")?, bytes: row.get("bytes")?, digest: row.get("digest")? })
}
