//! What a load reads: logs, or a CSV of updates.

use crate::dump::input::{Codec, Source, fingerprint, fingerprints_without_end, open};
use crate::error::{Error, Result};
use crate::lucid::updates::Updates;
use crate::lucid::{LogFile, LogId, TimeWindow};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// What is read in rounds, each from where the ledger says to the end.
pub(super) enum Input {
    /// Logs, all of them in one round.
    Logs(Arc<[LogFile]>),
    /// A CSV of updates.
    Updates(Csv),
}

/// A CSV of updates.
#[derive(Debug, Clone)]
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

/// The rows of a CSV.
pub(super) type Rows = Updates<Box<dyn Read + Send>>;

impl Csv {
    /// Reads the CSV once, to know it by its content.
    pub(super) fn open(path: PathBuf) -> Result<Csv> {
        let fingerprint = fingerprint(&Source::File(path.clone()))?.ok_or_else(|| {
            Error::input(format!("{} is no regular file", path.display()))
                .in_input(path.display().to_string())
        })?;
        let id = id_of(fingerprint);
        Ok(Csv { path, id })
    }

    /// Its names in the ledger when its last line end was not there yet, and it was loaded all the same.
    pub(super) fn ids_without_end(&self) -> Result<Vec<LogId>> {
        let fingerprints = fingerprints_without_end(&self.path)?;
        Ok(fingerprints.into_iter().map(id_of).collect())
    }

    /// Its rows, from the first one on; `raw_bytes` counts what is read of the file.
    pub(super) fn rows(&self, times: TimeWindow, raw_bytes: Arc<AtomicU64>) -> Result<Rows> {
        let stream = open(&Source::File(self.path.clone()), None, raw_bytes)?;
        Updates::new(stream, times).map_err(Error::io("cannot read", &self.path))
    }
}

fn id_of(fingerprint: u128) -> LogId {
    LogId { node: "csv".into(), begin: format!("{fingerprint:032x}") }
}
