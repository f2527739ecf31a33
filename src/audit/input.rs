//! What a load reads: logs, or a CSV of updates.

use crate::dump::input::{
    Codec, Source, fingerprint, fingerprint_decompressed, fingerprints_without_end, open,
};
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
    /// Its name in the ledger, by its content: compressed or not, it is the same CSV.
    pub(super) id: LogId,
    /// Its name if it was loaded when a compressed CSV was known by its bytes as stored.
    stored_id: LogId,
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
        let id = id_of(fingerprint_decompressed(&path)?.unwrap_or(fingerprint));
        Ok(Csv { path, id, stored_id: id_of(fingerprint) })
    }

    /// All names that it may have in the ledger: also those from when its last line end was not there yet, and it was
    /// loaded all the same.
    pub(super) fn ids(&self) -> Result<Vec<LogId>> {
        let without_end = fingerprints_without_end(&self.path)?;
        let ids = [self.id.clone(), self.stored_id.clone()];
        Ok(ids.into_iter().chain(without_end.into_iter().map(id_of)).collect())
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
