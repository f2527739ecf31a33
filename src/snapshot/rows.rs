//! The columns of a version that a scan saw, as COPY brings them.

use super::principals::Principals;
use crate::db::{CopiedRow, Type};
use crate::dump::rows::SeenRow;
use crate::error::Result;

/// Their types, in the order in which every COPY of versions ends: size_bytes, atime_unix, mtime_unix, ctime_unix,
/// allocated_bytes, frn, device, nlink, owner_id, group_id, name, name_raw, file_extension, file_hash.
pub(crate) const SEEN_TYPES: [Type; 14] = [
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT8,
    Type::INT4,
    Type::INT4,
    Type::INT4,
    Type::TEXT,
    Type::BYTEA,
    Type::TEXT,
    Type::TEXT,
];

/// No scan saw a file without a size: what lost it must not pass for one of 0 bytes.
const LOST_SIZE: i64 = -1;

/// A version whose first of [`SEEN_TYPES`] stands at `first`, in a directory whose path has this digest.
pub(crate) fn seen_row<'r>(
    row: &'r CopiedRow,
    first: usize,
    dir_digest: u128,
    principals: &'r Principals,
) -> Result<SeenRow<'r>> {
    Ok(SeenRow {
        dir_digest,
        size_bytes: row.get::<Option<i64>>(first)?.unwrap_or(LOST_SIZE),
        atime_unix: row.get(first + 1)?,
        mtime_unix: row.get(first + 2)?,
        ctime_unix: row.get(first + 3)?,
        allocated_bytes: row.get(first + 4)?,
        frn: row.get(first + 5)?,
        device: row.get(first + 6)?,
        nlink: row.get(first + 7)?,
        owner: principals.text(row.get(first + 8)?),
        group: principals.text(row.get(first + 9)?),
        name: row.get(first + 10)?,
        name_raw: row.get(first + 11)?,
        file_extension: row.get(first + 12)?,
        file_hash: row.get(first + 13)?,
    })
}
