//! Whether dumps with marks are whole: as complete scans they would mark the files that they lack removed.

use super::sql::END_MARKS;
use crate::db::{Row, Tx};
use crate::dump::mark::EndMark;
use crate::error::{Error, ErrorKind, Result};
use std::collections::HashMap;

/// An error unless each of these inputs, by number and name, came to its end and is what was written.
pub(super) async fn check_end_marks(tx: &Tx<'_>, scan_id: i64, with_marks: &[(i32, String)]) -> Result<()> {
    if with_marks.is_empty() {
        return Ok(());
    }
    let mut read: HashMap<i32, Read> = HashMap::new();
    for row in tx.rows(&END_MARKS, &[("scan_id", &scan_id)]).await? {
        read.insert(row.get("input_no")?, Read::of(&row)?);
    }
    for (input_no, name) in with_marks {
        let read = read.get(input_no).copied().unwrap_or_default();
        if let Some(refusal) = refusal(name, read) {
            return Err(refusal);
        }
    }
    Ok(())
}

/// What was read of a dump.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::scan) struct Read {
    pub(in crate::scan) files: u64,
    pub(in crate::scan) sum: u64,
    /// How many end marks it has, and one of them.
    pub(in crate::scan) ends: u64,
    pub(in crate::scan) end: Option<EndMark>,
}

impl Read {
    fn of(row: &Row) -> Result<Read> {
        let unsigned = |column: &str| Ok::<_, Error>(row.get::<Option<i64>>(column)?.map(i64::cast_unsigned));
        // Of signed parts; what is beyond 64 bits does not count.
        let sum: i128 = row.get::<&str>("record_sum")?.parse().unwrap_or_default();
        Ok(Read {
            files: unsigned("files")?.unwrap_or_default(),
            sum: sum.rem_euclid(1 << 64) as u64,
            ends: unsigned("ends")?.unwrap_or_default(),
            end: unsigned("end_files")?.zip(unsigned("end_sum")?).map(|(files, sum)| EndMark { files, sum }),
        })
    }
}

/// Why a dump with marks is refused.
pub(in crate::scan) fn refusal(name: &str, read: Read) -> Option<Error> {
    let Some(end) = read.end else {
        let message = format!(
            "{name} has no end mark, which tierload crawl writes last: it was cut off, and as a complete scan it would mark \
             the files that it lacks removed; nothing is published; crawl again"
        );
        return Some(Error::new(ErrorKind::InputCutOff, message).in_input(name));
    };
    if (read.ends, read.files, read.sum) == (1, end.files, end.sum) {
        return None;
    }
    let message = if read.files == end.files {
        format!(
            "{name} is not what tierload crawl wrote: its records do not add up to the sum in its end mark"
        )
    } else {
        let (files, found) = (end.files, read.files);
        format!(
            "{name} is not what tierload crawl wrote: its end mark says {files} files, and {found} are there"
        )
    };
    Some(Error::input(format!("{message}; nothing is published; crawl again")).in_input(name))
}
