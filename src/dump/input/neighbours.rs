//! Records that stand next to a chunk, for rules that look at neighbours. They are a function of the input and of where the
//! chunk begins and ends, so a chunk that is read again has the same ones.

use super::dialect::Dialect;
use super::quotes::last_record_end;

/// Records that are further apart are no neighbours.
pub(crate) const NEIGHBOUR_BYTES: usize = 4 << 10;

/// So much is shown of either side at least. The first record that is shown may need what stands before it to be judged.
pub(super) const SHOWN_BYTES: usize = 2 * NEIGHBOUR_BYTES;

/// More is no neighbour either: a quote that nothing closes.
const MAX_BYTES: usize = 1 << 20;

/// What stands before a chunk: whole records, at least [`SHOWN_BYTES`] of them where there are so many.
pub(super) fn before_next(before: &[u8], chunk: &[u8], dialect: Dialect) -> Vec<u8> {
    let last_records = |bytes: &[u8]| {
        let judged = bytes.len().checked_sub(SHOWN_BYTES)?;
        last_record_end(&bytes[..judged], dialect)
    };
    // A large chunk has them all, and its beginning is one of a record.
    if let Some(start) = last_records(chunk) {
        return chunk[start..].to_vec();
    }
    let mut both = [before, chunk].concat();
    if both.len() > MAX_BYTES {
        both = chunk.to_vec();
    }
    match last_records(&both) {
        Some(start) => drop(both.drain(..start)),
        None if both.len() > MAX_BYTES => both.clear(),
        None => {}
    }
    both
}

/// How much of `pending`, which follows a chunk, are whole records; None where more has to be seen.
pub(super) fn after(pending: &[u8], dialect: Dialect) -> Option<usize> {
    match last_record_end(pending, dialect) {
        end if pending.len() >= MAX_BYTES => Some(end.unwrap_or(0)),
        end => end.filter(|&end| end >= SHOWN_BYTES / 2),
    }
}
