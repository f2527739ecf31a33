//! The ledger of logs: how far each was read.

use super::sql::{CURSORS, LOCK_CURSORS, MOVE_CURSORS};
use crate::db::{Param, TenantId, Tx};
use crate::error::Result;
use crate::lucid::{Cursor, LogId};
use jiff::Timestamp;
use std::collections::HashMap;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_128;

/// What stands in the ledger of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stored {
    pub(super) cursor: Cursor,
    /// Lines before the cursor that are not blank.
    pub(super) events: u64,
    /// Digest of the first line.
    pub(super) first_line: Option<u128>,
}

impl Stored {
    /// A log that was never read.
    pub(super) const NOTHING: Stored = Stored { cursor: Cursor::START, events: 0, first_line: None };
}

/// A log that moves on with a batch.
#[derive(Debug)]
pub(super) struct Move {
    pub(super) id: LogId,
    /// What the ledger must say for the batch to be applied.
    pub(super) expected: Stored,
    pub(super) to: Stored,
}

fn key(id: &LogId) -> Uuid {
    Uuid::from_u128(xxh3_128(format!("{}\0{}", id.node, id.begin).as_bytes()))
}

/// Reads the ledger of these logs; one that was never read is not in it.
pub(super) async fn read(tx: &Tx<'_>, share_id: i64, logs: &[LogId]) -> Result<HashMap<LogId, Stored>> {
    let mut by_key: HashMap<Uuid, &LogId> = logs.iter().map(|id| (key(id), id)).collect();
    let keys: Vec<Uuid> = by_key.keys().copied().collect();
    let mut stored = HashMap::new();
    for row in tx.rows(&CURSORS, &[("share_id", &share_id), ("digests", &keys)]).await? {
        let Some(id) = by_key.remove(&row.get("log_digest")?) else { continue };
        let lines: Option<i64> = row.get("lines")?;
        let cursor = Cursor {
            offset: row.get::<i64>("byte_offset")?.cast_unsigned(),
            lines: lines.map(i64::cast_unsigned),
        };
        let events = row.get::<i64>("events")?.cast_unsigned();
        let first_line = row.get::<Option<Uuid>>("first_line")?.map(|digest| digest.as_u128());
        stored.insert(id.clone(), Stored { cursor, events, first_line });
    }
    Ok(stored)
}

/// Locks the cursors of a batch. False when one stands elsewhere than the batch expects: another process was there.
pub(super) async fn lock(tx: &Tx<'_>, share_id: i64, moves: &[Move]) -> Result<bool> {
    let mut expected: HashMap<Uuid, u64> =
        moves.iter().map(|moved| (key(&moved.id), moved.expected.cursor.offset)).collect();
    let keys: Vec<Uuid> = expected.keys().copied().collect();
    for row in tx.rows(&LOCK_CURSORS, &[("share_id", &share_id), ("digests", &keys)]).await? {
        let offset = row.get::<i64>("byte_offset")?.cast_unsigned();
        if expected.remove(&row.get("log_digest")?).is_some_and(|expected| expected != offset) {
            return Ok(false);
        }
    }
    Ok(expected.values().all(|offset| *offset == 0))
}

/// Moves the cursors of a batch.
pub(super) async fn advance(
    tx: &Tx<'_>,
    share_id: i64,
    tenant_id: TenantId,
    now: Timestamp,
    moves: &[Move],
) -> Result<()> {
    let keys: Vec<Uuid> = moves.iter().map(|moved| key(&moved.id)).collect();
    let nodes: Vec<&str> = moves.iter().map(|moved| moved.id.node.as_str()).collect();
    let begins: Vec<&str> = moves.iter().map(|moved| moved.id.begin.as_str()).collect();
    let offsets: Vec<i64> = moves.iter().map(|moved| moved.to.cursor.offset.cast_signed()).collect();
    let lines: Vec<Option<i64>> =
        moves.iter().map(|moved| moved.to.cursor.lines.map(u64::cast_signed)).collect();
    let events: Vec<i64> = moves.iter().map(|moved| moved.to.events.cast_signed()).collect();
    let first_lines: Vec<Option<Uuid>> =
        moves.iter().map(|moved| moved.to.first_line.map(Uuid::from_u128)).collect();
    let params: [Param<'_>; 10] = [
        ("share_id", &share_id),
        ("tenant_id", &tenant_id),
        ("now", &now),
        ("digests", &keys),
        ("nodes", &nodes),
        ("begins", &begins),
        ("offsets", &offsets),
        ("lines", &lines),
        ("events", &events),
        ("first_lines", &first_lines),
    ];
    tx.execute(&MOVE_CURSORS, &params).await.map(drop)
}
