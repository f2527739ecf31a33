//! Logs that are not the ones that were read: another one stands under their name.

use super::cursors::Stored;
use crate::dump::input::Codec;
use crate::lucid::first_line::first_line;
use crate::lucid::{LogFile, LogId};
use std::collections::HashMap;
use std::fs;

/// Of these logs, those to be read from their start. Asked anew whenever the ledger was read: another process may have
/// read the new log meanwhile.
pub(super) fn replaced(logs: &[LogFile], stored: &HashMap<LogId, Stored>) -> Vec<LogFile> {
    let replaced = |log: &&LogFile| stored.get(&log.id).is_some_and(|stored| is_replaced(log, stored));
    logs.iter().filter(replaced).cloned().collect()
}

/// A log only ever grows, so its first line stays. A plain one that is as long as its cursor is not looked into: with
/// thousands of closed logs that would be most of the work of looking for news.
fn is_replaced(log: &LogFile, stored: &Stored) -> bool {
    let length = fs::metadata(&log.path).ok().filter(|_| log.codec == Codec::Plain).map(|found| found.len());
    let offset = stored.cursor.offset;
    if offset == 0 || length == Some(offset) {
        return false;
    }
    match (first_line(log), stored.first_line) {
        (Ok(Some(now)), Some(then)) => now != then,
        // What was read was one line without an end: a shorter one is another.
        (Ok(Some(_)), None) => length.is_some_and(|length| length < offset),
        // Emptied, or its first line is still being written: the next look will tell.
        _ => false,
    }
}
