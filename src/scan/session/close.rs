//! Closes the ledger of a scan, for the one process that may build and publish it.

use super::begin::Session;
use super::end_marks::check_end_marks;
use super::ledger::LedgerTotals;
use super::sql::CLOSE_LEDGER;
use crate::db::{Database, Param, Tx};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;

/// Says that a scan is being built, if it is still to be published.
pub(in crate::scan) async fn mark_building(tx: &Tx<'_>, session: &Session) -> Result<bool> {
    let this: [Param<'_>; 2] = [("scan_id", &session.tables.scan_id), ("loading", &session.loading)];
    Ok(tx.execute(&CLOSE_LEDGER, &this).await? == 1)
}

/// What a process has read of the inputs.
#[derive(Debug, Clone, Copy)]
pub(in crate::scan) struct Seen<'s> {
    pub(in crate::scan) chunks: u64,
    /// Numbers and names of the inputs that have a mark at their end.
    pub(in crate::scan) with_marks: &'s [(i32, String)],
    /// Some of the names that are no UTF-8, a line each.
    pub(in crate::scan) undecodable: &'s [u8],
}

/// A ledger that is closed.
pub(in crate::scan) struct Closed {
    pub(in crate::scan) totals: LedgerTotals,
    /// Whether the scan is still to be published.
    pub(in crate::scan) is_open: bool,
}

impl Session {
    /// Closes the ledger: from here on the scan takes no chunk. `seen` is what this process has read of the inputs, if it
    /// read them.
    pub(in crate::scan) async fn close(&self, database: &Database, seen: Option<Seen<'_>>) -> Result<Closed> {
        let scan_id = self.tables.scan_id;
        let closed = database
            .in_tenant(self.tenant_id, "cannot begin the build", async |tx| {
                let is_open = mark_building(tx, self).await?;
                if is_open {
                    self.tables.lock_staging(tx).await?;
                }
                let totals = LedgerTotals::read(tx, scan_id).await?;
                if let Some(seen) = seen.filter(|_| is_open) {
                    if seen.chunks != totals.chunks {
                        return Err(self.other_chunks(totals.chunks, seen.chunks));
                    }
                    check_end_marks(tx, scan_id, seen.with_marks)
                        .await
                        .map_err(|error| error.of_scan(self.scan_guid))?;
                }
                Ok(Closed { totals, is_open })
            })
            .await?;
        failpoint!("ledger-closed");
        Ok(closed)
    }

    fn other_chunks(&self, chunks: u64, seen: u64) -> Error {
        let guid = self.scan_guid;
        Error::changed(format!(
            "scan {guid} has {chunks} chunks loaded, and its inputs now have {seen}: they ended early, or another \
             process loads others as the same scan; give the whole inputs, or give the scan up with: tierload abandon \
             {guid}"
        ))
        .of_scan(guid)
    }
}
