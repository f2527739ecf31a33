//! Inputs that hold the same files are dumps of several walks, and not parts of one, be they joined into one input: what only
//! the older one has would come back, in silence.

use super::sql::SHARED_FILES;
use super::totals::Totals;
use crate::db::{Row, Tx};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limit;
use crate::scan::session::{LedgerTotals, Session};

/// One dump may list some files twice: hard links of folders, a part that was walked twice.
const FEW: i64 = 1_000;
const FEW_OF_ALL: Limit = Limit::Percent(10.0);

/// Refuses inputs of which two list a file: parts of one walk share none, and which of two rows is the present one nobody could
/// tell. Asked while both rows are there.
pub(super) async fn refuse_shared(tx: &Tx<'_>, session: &Session) -> Result<()> {
    let shared = SHARED_FILES.with([("staging", session.tables.staging().into())]);
    let pairs = tx.rows(&shared, &[("scan_id", &session.tables.scan_id)]).await?;
    if pairs.is_empty() {
        return Ok(());
    }
    let pairs = pairs.iter().map(pair).collect::<Result<Vec<_>>>()?.join("; ");
    let message = format!(
        "{pairs}. All inputs of a command are one scan, and parts of one walk share no file, so these are of several walks; \
         load each walk by itself, the oldest first, or say with --started when the one walk began of which they are parts: \
         then the newest row of a file counts"
    );
    Err(Error::new(ErrorKind::InputRefused, message).of_scan(session.scan_guid))
}

fn pair(row: &Row) -> Result<String> {
    let [one, other] = ["one", "other"].map(|column| row.get::<Option<&str>>(column));
    let (files, example): (i64, &str) = (row.get("files")?, row.get("example")?);
    let [one, other] = [one?, other?].map(|name| name.unwrap_or("another input"));
    let files = if files == 1 { "1 file".to_owned() } else { format!("{files} files") };
    Ok(format!("{one} and {other} both list {files}, as {example}"))
}

/// Refuses a dump of which more than a few files have several rows. `may_overlap` where somebody said when the walk began.
pub(super) fn refuse_overlap(
    session: &Session,
    ledger: &LedgerTotals,
    totals: &Totals,
    may_overlap: bool,
) -> Result<()> {
    let (loaded, duplicates) = (ledger.loaded, totals.duplicates);
    let few = duplicates < FEW || FEW_OF_ALL.allows(duplicates.cast_unsigned(), loaded.cast_unsigned());
    if may_overlap || few {
        return Ok(());
    }
    let message = format!(
        "{duplicates} of {loaded} rows are of files that have another row: all inputs of a command are one scan, and these \
         seem to be of several walks; load each walk by itself, the oldest first, or say with --started when this one began"
    );
    Err(Error::new(ErrorKind::InputRefused, message).of_scan(session.scan_guid))
}
