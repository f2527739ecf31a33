//! A CSV of updates, read to its end before anything of it is applied: it may have to wait, or be refused as a whole.

use super::input::{Csv, Rows};
use crate::dump::path::PathRules;
use crate::error::{Error, ErrorKind, Result};
use crate::limits::MaxRejects;
use crate::lucid::updates::{Row, Update};
use crate::lucid::{Reason, Reject, TimeWindow};
use tokio_util::sync::CancellationToken;

/// What stands in a CSV of updates.
#[derive(Debug, Default)]
pub(super) struct Look {
    pub(super) rows: u64,
    rejected: u64,
    first_reject: Option<Reject>,
    /// Its last line may be still being written.
    pub(super) ends_amid_line: bool,
}

impl Look {
    /// Reads it to its end, or until the caller asks to stop.
    pub(super) fn at(
        csv: &Csv,
        times: TimeWindow,
        rules: &PathRules,
        cancel: &CancellationToken,
    ) -> Result<Look> {
        let unreadable = || Error::io("cannot read", &csv.path);
        let mut rows: Rows = csv.rows(times, Default::default())?;
        let mut look = Look::default();
        while let Some(Row { line, byte, update }) = rows.next_row().map_err(unreadable())? {
            look.rows += 1;
            if let Err(reason) = update.and_then(|update| stored_path(&update, rules)) {
                look.rejected += 1;
                let reject = || Reject { path: csv.path.clone(), line: Some(line), byte, reason };
                look.first_reject.get_or_insert_with(reject);
            }
            if cancel.is_cancelled() {
                break;
            }
        }
        look.ends_amid_line = rows.ends_amid_line();
        Ok(look)
    }

    /// Why nothing of it may be applied.
    pub(super) fn refusal(&self, max_rejects: MaxRejects) -> Option<Error> {
        let Look { rows, rejected, first_reject, .. } = self;
        let Reject { path, line, reason, .. } = first_reject.as_ref()?;
        let (path, line) = (path.display().to_string(), line.unwrap_or_default());
        let error = if rejected == rows {
            // It is something else than what it was taken for.
            Error::input(format!(
                "{path}: all of {rows} lines were rejected, the first in line {line}: {reason}; a dump of a file tree is \
                 loaded with tierload scan"
            ))
        } else if !max_rejects.allows(*rejected, *rows) {
            let message = format!(
                "{path}: {rejected} of {rows} rows were rejected, more than --max-rejects {max_rejects}, the first in line \
                 {line}: {reason}; nothing of it is applied"
            );
            Error::new(ErrorKind::TooManyRejects, message)
        } else {
            return None;
        };
        Some(error.in_input(path).at_line(line))
    }
}

/// The path of an update as it is stored: root stripped, `/` separated.
pub(super) fn stored_path(update: &Update, rules: &PathRules) -> Result<Vec<u8>, Reason> {
    let (dir, name) = rules.split(&update.path);
    let name = rules.name(name).map_err(|_| Reason::BadPath)?;
    let mut path = Vec::with_capacity(update.path.len() + 1);
    rules.dir(dir, &mut path).map_err(|_| Reason::BadPath)?;
    if path != b"/" {
        path.push(b'/');
    }
    path.extend_from_slice(&name);
    Ok(path)
}
