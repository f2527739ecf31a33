//! What a scan means for objects of the cheap tier: which stand for a file that is another one now, and which for a file
//! that is gone.

use super::previous::Previous;
use super::sql::{COUNT_GONE_OBJECTS, COUNT_STUBS, END_REPLACED_OBJECTS};
use crate::catalog::layout::Half;
use crate::db::{Param, Row, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::scan::max_lost::MaxLost;
use crate::scan::session::Session;
use jiff::Timestamp;

/// Objects of the share that the scan concerns.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct ObjectCounts {
    /// Ended, since another file stood in place of the stub.
    pub(crate) replaced: i64,
    /// Live, and their file is found removed.
    pub(crate) gone: i64,
}

/// Ends the objects of replaced files, once the differences are written. Refuses to end more than `limit` allows: what is
/// loaded stays, for a run that allows it.
pub(super) async fn end_objects(
    tx: &Tx<'_>,
    session: &Session,
    previous: &Previous,
    known: i32,
    now: Timestamp,
    limit: MaxLost,
) -> Result<ObjectCounts> {
    let tables = session.tables;
    let diffs = || [("diff_0", tables.diff(Half::Even).into()), ("diff_1", tables.diff(Half::Odd).into())];
    let of_share: [Param<'_>; 1] = [("share_id", &tables.share_id)];
    let source_type = session.source_type.as_str();
    let walk: [Param<'_>; 5] = [
        ("now", &now),
        ("started", &session.started),
        ("started_before", &previous.started),
        ("source_type", &source_type),
        ("known", &known),
    ];
    let end = END_REPLACED_OBJECTS.with(diffs()).with([("state", tables.share().state().into())]);
    let ended = tx.row(&end, &[&of_share[..], &walk].concat()).await?;
    let replaced: i64 = ended.get("objects")?;
    if replaced > 0 {
        let stubs = replaced + tx.row(&COUNT_STUBS, &of_share).await?.get::<i64>("stubs")?;
        if !limit.allows(replaced.cast_unsigned(), stubs.cast_unsigned()) {
            return Err(too_many(session, &ended, replaced, stubs, limit)?);
        }
    }
    let gone = tx.row(&COUNT_GONE_OBJECTS.with(diffs()), &of_share).await?.get("objects")?;
    Ok(ObjectCounts { replaced, gone })
}

/// By what files differ from those that were planned.
const DIFFERENCES: [(&str, &str); 4] = [
    ("other_size", "size"),
    ("other_mtime", "time of change"),
    ("other_birth", "time of making"),
    ("other_inode", "inode"),
];

fn too_many(session: &Session, ended: &Row, replaced: i64, stubs: i64, limit: MaxLost) -> Result<Error> {
    let guid = session.scan_guid;
    let mut differ = Vec::new();
    for (column, what) in DIFFERENCES {
        match ended.get::<i64>(column)? {
            0 => {}
            files => differ.push(format!("{what} ({files})")),
        }
    }
    let differ = differ.join(", ");
    let message = format!(
        "other files stand in place of {replaced} of {stubs} stubs, more than --max-replaced {limit}; nothing is published. They \
         differ from the files that were planned by {differ}. A dump of another tool or time zone looks like this, a share \
         that was copied to another server, and a mover that does not say what it left (tier_object_state, stub_size_bytes, \
         stub_mtime_unix, stub_frn); give the scan up with `tierload abandon {guid}`. If the files were replaced, run the same \
         command with --max-replaced {replaced}: what is loaded is kept, and their objects end as DELETED"
    );
    Ok(Error::new(ErrorKind::TooManyReplaced, message).of_scan(guid))
}
