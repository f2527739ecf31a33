//! Inputs that hold the same files are dumps of several walks, and not parts of one, be they joined into one input: what only
//! the older one has would come back, in silence.

use super::totals::Totals;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limit;
use crate::scan::session::{LedgerTotals, Session};

/// Parts of one walk may share some files: hard links of folders, a part that was walked twice.
const FEW: i64 = 1_000;
const FEW_OF_ALL: Limit = Limit::Percent(10.0);

/// Refuses inputs that share more than a few files. `may_overlap` where somebody said when the walk began.
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
