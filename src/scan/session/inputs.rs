//! The inputs of a scan and its ledger: what identifies them, and that they are still what they were.

use super::load::first_difference;
use crate::db::sql;
use crate::error::{Error, Result};
use crate::dump::format::Options;
use crate::dump::input::Source;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// An input and what identifies its content and how it is read.
pub(super) struct InputIdentity {
    pub(super) source: Source,
    pub(super) options: Arc<Options>,
    pub(super) fingerprint: Option<u128>,
}

/// A chunk that is loaded.
#[derive(Debug, Clone, Copy)]
pub(super) struct LedgerEntry {
    pub(super) byte_start: u64,
    pub(super) byte_end: u64,
    pub(super) digest: u128,
}

/// Loaded chunks by input and number.
pub(super) type Ledger = HashMap<(i32, i64), LedgerEntry>;

/// A scan derived from its content: the same dumps of the same share are the same scan, wherever they lie. What a pipe
/// holds cannot be foreseen; then it is `unforeseen`.
pub(super) fn derived_guid(
    tenant_id: Uuid,
    share_id: i64,
    inputs: &[InputIdentity],
    unforeseen: Uuid,
) -> Uuid {
    let mut name = format!("{tenant_id}/{share_id}");
    for input in inputs {
        match input.fingerprint {
            Some(fingerprint) => name.push_str(&format!("/{fingerprint:032x}")),
            None => return unforeseen,
        }
    }
    Uuid::new_v5(&Uuid::NAMESPACE_OID, name.as_bytes())
}

/// When the oldest input was written; `None` when one is a pipe.
pub(super) fn oldest_input(inputs: &[InputIdentity], now: Timestamp) -> Option<Timestamp> {
    let modified = inputs.iter().map(|input| Timestamp::try_from(input.source.modified()?).ok());
    // PostgreSQL keeps microseconds; what is compared later must be what was stored.
    modified
        .collect::<Option<Vec<_>>>()?
        .into_iter()
        .min()
        .and_then(|time| Timestamp::from_microsecond(time.min(now).as_microsecond()).ok())
}

/// Notes the inputs of a scan that begins.
pub(super) async fn add_inputs(
    transaction: &Transaction<'_>,
    tenant_id: Uuid,
    scan_id: i64,
    inputs: &[InputIdentity],
) -> Result<()> {
    for (number, input) in (0i32..).zip(inputs) {
        transaction
            .execute(
                sql::scan::ADD_INPUT.text,
                &[
                    &scan_id,
                    &number,
                    &tenant_id,
                    &input.source.name(),
                    &input.fingerprint.map(Uuid::from_u128),
                    &input.source.size().map(|size| size as i64),
                ],
            )
            .await
            .map_err(Error::database(format!("cannot note input {}", input.source.name())))?;
    }
    Ok(())
}

/// The chunks that a scan has loaded.
pub(super) async fn read_ledger(transaction: &Transaction<'_>, scan_id: i64) -> Result<Ledger> {
    let rows = transaction
        .query(sql::scan::CHUNKS.text, &[&scan_id])
        .await
        .map_err(Error::database("cannot read the ledger of the scan"))?;
    let entry = |row: &tokio_postgres::Row| LedgerEntry {
        byte_start: row.get::<_, i64>(2) as u64,
        byte_end: row.get::<_, i64>(3) as u64,
        digest: row.get::<_, Uuid>(4).as_u128(),
    };
    Ok(rows.iter().map(|row| ((row.get(0), row.get(1)), entry(row))).collect())
}

/// A scan that was begun before must have the same inputs now.
pub(super) async fn check_inputs(
    transaction: &Transaction<'_>,
    scan_id: i64,
    chunk_bytes: i64,
    published: bool,
    scan_guid: Uuid,
    inputs: &[InputIdentity],
) -> Result<()> {
    // A scan is published whole or given up: nobody who has read it is to find more in it later.
    let hint = if published {
        "; it is published, and so immutable: without --scan-id this is a new scan (mended rejects: give their dump \
         as well)"
    } else {
        ""
    };
    let stored = transaction
        .query(sql::scan::INPUTS.text, &[&scan_id])
        .await
        .map_err(Error::database("cannot read the inputs of the scan"))?;
    if stored.len() != inputs.len() {
        return Err(Error::input(format!(
            "scan {scan_guid} was begun with {} inputs and is now given {}; give it the same ones, or leave --scan-id out{hint}",
            stored.len(),
            inputs.len()
        )));
    }
    let ledger = read_ledger(transaction, scan_id).await?;
    for (row, input) in stored.iter().zip(inputs) {
        let fingerprint: Option<Uuid> = row.get(2);
        if let (Some(then), Some(now)) = (fingerprint, input.fingerprint)
            && then.as_u128() != now
        {
            return Err(changed(input, row.get(0), chunk_bytes, &ledger, scan_guid, hint));
        }
    }
    Ok(())
}

/// A new scan must not read an input that an unfinished one has loaded in part and that changed since.
pub(super) async fn refuse_changed_inputs(
    transaction: &Transaction<'_>,
    share_id: i64,
    scan_guid: Uuid,
    inputs: &[InputIdentity],
) -> Result<()> {
    for input in inputs {
        let Some(fingerprint) = input.fingerprint.map(Uuid::from_u128) else { continue };
        let row = transaction
            .query_opt(
                &format!("{} limit 1", sql::scan::UNFINISHED_WITH_INPUT.text),
                &[&share_id, &input.source.name(), &fingerprint, &scan_guid],
            )
            .await
            .map_err(Error::database("cannot look for unfinished scans"))?;
        if let Some(row) = row {
            let ledger = read_ledger(transaction, row.get(0)).await?;
            let other: Uuid = row.get(1);
            let hint =
                format!("; to load it as it is now, first give the other up: tierload abandon {other}");
            return Err(changed(input, row.get(2), row.get(3), &ledger, other, &hint));
        }
    }
    Ok(())
}

fn changed(
    input: &InputIdentity,
    input_no: i32,
    chunk_bytes: i64,
    ledger: &Ledger,
    scan_guid: Uuid,
    hint: &str,
) -> Error {
    let name = input.source.name();
    let range = match first_difference(input, input_no, chunk_bytes as usize, ledger) {
        Ok(Some(range)) => format!("first difference in bytes {} to {}", range.start, range.end),
        Ok(None) => "the part that is loaded is the same, unless it is now read with other flags".into(),
        Err(error) => crate::error::chain(&error),
    };
    Error::changed(format!("{name} changed since scan {scan_guid} began to load it ({range}){hint}"))
}
