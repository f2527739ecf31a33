//! What no row of any format may have, and how an input may end.

use super::encoded::Missing;
use crate::dump::format::{Format, ORDINARY_S, Reject, Row};
use crate::dump::input::{Chunk, Records};
use crate::dump::path::SourceType;
use std::ops::RangeInclusive;

/// What `to_timestamp` of PostgreSQL takes: 4713-11-24 BC to the end of 294276. Any other time fails whoever shows it.
const TIMES: RangeInclusive<i64> = -210_866_803_200..=9_224_318_015_999;

/// No absolute path begins with a space or a quote: one that stands there belongs to the delimiters of the dump.
pub(super) fn check_start(path: &[u8]) -> Result<(), Reject> {
    let [b' ' | b'\t' | b'\'' | b'"', rest @ ..] = path else { return Ok(()) };
    let rest = rest.trim_ascii_start();
    let rest = rest.strip_prefix(b"\"").or_else(|| rest.strip_prefix(b"'")).unwrap_or(rest);
    if rest.starts_with(b"/") || SourceType::guess(rest).backslash_separates() {
        return Err(Reject::new("a space or a quote stands before the path").showing(path));
    }
    Ok(())
}

/// Refuses times that the server cannot show. Whether one of them is strange.
pub(super) fn check_times(row: &Row<'_>) -> Result<bool, Reject> {
    let times =
        [("last access", row.atime_unix), ("last change", row.mtime_unix), ("creation", row.ctime_unix)];
    let mut strange = false;
    for (name, time) in times {
        let Some(time) = time.filter(|time| !ORDINARY_S.contains(time)) else { continue };
        strange = true;
        if !TIMES.contains(&time) {
            let reason = format!("the {name} lies outside of 4713 BC to 294276 AD");
            return Err(Reject::of_value(reason).showing(time.to_string().as_bytes()));
        }
    }
    Ok(strange)
}

/// What a chunk, whose last record begins at `last`, lacks at its end, as far as its bytes tell.
pub(super) fn missing_end(chunk: &Chunk, format: &dyn Format, last: usize) -> Option<Missing> {
    let dialect = format.dialect();
    let ends_whole = || {
        let mut records = Records::of_bytes(chunk.bytes.get(last..).unwrap_or_default(), dialect);
        records
            .next_record()
            .is_some_and(|record| record.fields.is_ok_and(|fields| format.ends_whole(fields)))
    };
    let closing = dialect.closing.filter(|_| chunk.lacks_closing).map(Missing::Closing);
    closing.or((chunk.ends_amid_line && !ends_whole()).then_some(Missing::LineEnd))
}
