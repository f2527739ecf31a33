//! One transaction a chunk: claim it in the ledger, COPY its rows, keep its rejects. A chunk is loaded or it is not.

use super::encode::Rejected;
use super::inputs::LedgerEntry;
use crate::db::{Database, begin, copy_in, sql};
use crate::error::{Error, Result};
use crate::failpoint::failpoint;
use bytes::Bytes;
use deadpool_postgres::Transaction;
use jiff::Timestamp;
use uuid::Uuid;

/// Everything about a chunk but its rows.
pub(super) struct ChunkRecord<'a> {
    pub(super) tenant_id: Uuid,
    pub(super) share_id: i64,
    pub(super) scan_id: i64,
    pub(super) input_no: i32,
    pub(super) chunk_no: i64,
    pub(super) entry: LedgerEntry,
    pub(super) rows_read: u64,
    pub(super) loaded: u64,
    pub(super) skipped: u64,
    pub(super) rejects: &'a [Rejected],
}

/// What became of a chunk.
pub(super) enum Outcome {
    /// It is loaded by this process.
    Loaded,
    /// Another process loaded a chunk of this number first.
    Others(LedgerEntry),
    /// It is not in the ledger, and the scan, which has this status, takes no more.
    Closed(String),
}

/// Loads a chunk, unless its number is in the ledger already.
pub(super) async fn load_chunk(
    database: &Database,
    copy_statement: &str,
    record: &ChunkRecord<'_>,
    rows: Bytes,
) -> Result<Outcome> {
    let mut session = database.session().await?;
    let transaction = begin(&mut session, Some(record.tenant_id)).await?;
    if !claim(&transaction, record).await? {
        return in_ledger(&transaction, record).await;
    }
    failpoint!("chunk-claimed");
    copy_in(&transaction, copy_statement, rows)
        .await
        .map_err(Error::database(format!("cannot load chunk {}", record.chunk_no)))?;
    failpoint!("chunk-copied");
    if !record.rejects.is_empty() {
        keep_rejects(&transaction, record).await?;
    }
    transaction
        .commit()
        .await
        .map_err(Error::database(format!("cannot commit chunk {}", record.chunk_no)))?;
    failpoint!("chunk-committed");
    Ok(Outcome::Loaded)
}

async fn in_ledger(transaction: &Transaction<'_>, record: &ChunkRecord<'_>) -> Result<Outcome> {
    let row = transaction
        .query_one(sql::scan::CHUNK.text, &[&record.scan_id, &record.input_no, &record.chunk_no])
        .await
        .map_err(Error::database(format!("cannot look up chunk {}", record.chunk_no)))?;
    let entry = |start: i64| LedgerEntry {
        byte_start: start.cast_unsigned(),
        byte_end: row.get::<_, i64>(2).cast_unsigned(),
        digest: row.get::<_, Uuid>(3).as_u128(),
    };
    Ok(match row.get::<_, Option<i64>>(1) {
        Some(start) => Outcome::Others(entry(start)),
        None => Outcome::Closed(row.get(0)),
    })
}

async fn claim(transaction: &Transaction<'_>, record: &ChunkRecord<'_>) -> Result<bool> {
    let failed = || Error::database(format!("cannot claim chunk {}", record.chunk_no));
    let claimed = transaction
        .execute(
            sql::scan::CLAIM_CHUNK.text,
            &[
                &record.share_id,
                &record.scan_id,
                &record.input_no,
                &record.chunk_no,
                &record.tenant_id,
                &(record.entry.byte_start as i64),
                &(record.entry.byte_end as i64),
                &Uuid::from_u128(record.entry.digest),
                &(record.rows_read as i64),
                &(record.loaded as i64),
                &(record.rejects.len() as i64),
                &(record.skipped as i64),
                &Timestamp::now(),
            ],
        )
        .await
        .map_err(failed())?;
    Ok(claimed == 1)
}

async fn keep_rejects(transaction: &Transaction<'_>, record: &ChunkRecord<'_>) -> Result<()> {
    let rejects = record.rejects;
    let lines: Vec<i64> = rejects.iter().map(|reject| reject.line as i64).collect();
    let bytes: Vec<i64> = rejects.iter().map(|reject| reject.byte as i64).collect();
    let reasons: Vec<String> = rejects.iter().map(|rejected| rejected.reject.to_string()).collect();
    let raws: Vec<&[u8]> = rejects.iter().map(|reject| reject.raw.as_slice()).collect();
    transaction
        .execute(
            sql::scan::ADD_REJECTS.text,
            &[&record.scan_id, &record.input_no, &record.tenant_id, &lines, &bytes, &reasons, &raws],
        )
        .await
        .map_err(Error::database(format!("cannot keep the rejects of chunk {}", record.chunk_no)))?;
    Ok(())
}
