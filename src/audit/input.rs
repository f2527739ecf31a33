//! What a load reads: logs, or a CSV of updates.

use crate::dump::input::{Codec, Source, fingerprint};
use crate::error::{Error, Result};
use crate::lucid::{LogFile, LogId};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is read in rounds, each from where the ledger says to the end.
pub(super) enum Input {
    /// Logs, all of them in one round.
    Logs(Arc<[LogFile]>),
    /// A CSV of updates.
    Updates(Csv),
}

/// A CSV of updates.
pub(super) struct Csv {
    pub(super) path: PathBuf,
    /// Its name in the ledger, by its content.
    pub(super) id: LogId,
}

/// Whether a path is that of a CSV of updates.
pub(super) fn is_csv(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    Codec::of_name(&name).0.ends_with(".csv") && path.is_file()
}

impl Csv {
    /// Reads the CSV once, to know it by its content.
    pub(super) fn open(path: PathBuf) -> Result<Csv> {
        let fingerprint = fingerprint(&Source::File(path.clone()))?.ok_or_else(|| {
            Error::input(format!("{} is no regular file", path.display()))
                .in_input(path.display().to_string())
        })?;
        let id = LogId { node: "csv".into(), begin: format!("{fingerprint:032x}") };
        Ok(Csv { path, id })
    }
}
