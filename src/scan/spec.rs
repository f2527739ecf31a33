//! What a scan is told to do.

use super::allowed::Allowed;
use super::max_lost::MaxLost;
use crate::dump::format::Options;
use crate::dump::input::{REJECTS_SUFFIX, Source, discover};
use crate::dump::path::SourceType;
use crate::error::{Error, Result};
use crate::limits::MaxRejects;
use jiff::Timestamp;
use std::path::PathBuf;
use uuid::Uuid;

/// Connections to load over by default. A worker parses, waits for the server and parses again, so a few more than there
/// are cores keep both busy.
const JOBS: usize = 4;

/// What a scan is told to do.
#[derive(Debug, Clone)]
pub struct ScanSpec {
    /// Files, folders, globs, or `-` for stdin.
    pub inputs: Vec<String>,
    /// Tenant code.
    pub tenant: String,
    /// Share name; the share is made at its first scan.
    pub share: String,
    /// Type to give a new share; by default what its root or its paths look like.
    pub source_type: Option<SourceType>,
    /// Prefix to strip from every path, stored on a new share.
    pub root: Option<String>,
    /// The folders that the walk is of: as the inputs have them, or within the share. What lies elsewhere is not seen, and no
    /// row may lie there. None for a walk of the whole share.
    pub under: Vec<String>,
    /// When the walk began; by default the earliest time that the files of the inputs tell, or now where one is a
    /// pipe.
    pub started: Option<Timestamp>,
    /// Identity of the scan; by default derived from tenant, share and the contents of the inputs.
    pub scan_guid: Option<Uuid>,
    /// How the inputs are to be read.
    pub options: Options,
    /// Connections to load over, 1 to 16.
    pub jobs: usize,
    /// Bytes of a chunk, the unit of exactly-once, 1 to 1 GiB.
    pub chunk_bytes: usize,
    /// How many rejected rows are too many.
    pub max_rejects: MaxRejects,
    /// How many files of the share may be found removed.
    pub max_removed: MaxLost,
    /// How many stubs of the share may be found replaced by other files.
    pub max_replaced: MaxLost,
    /// Where rejected rows go; by default `<scan guid>.rejects.csv` in the current folder.
    pub rejects: Option<PathBuf>,
}

impl ScanSpec {
    /// Loads these inputs as a scan of this share of tenant `default`; all else by default.
    pub fn new(inputs: Vec<String>, share: impl Into<String>) -> ScanSpec {
        ScanSpec {
            inputs,
            tenant: "default".into(),
            share: share.into(),
            source_type: None,
            root: None,
            under: Vec::new(),
            started: None,
            scan_guid: None,
            options: Options::default(),
            jobs: JOBS,
            chunk_bytes: 4 << 20,
            max_rejects: MaxRejects::default(),
            max_removed: MaxLost::REMOVED,
            max_replaced: MaxLost::REPLACED,
            rejects: None,
        }
    }

    /// An error when what it says makes no sense.
    pub fn check(&self) -> Result<()> {
        if self.share.is_empty() {
            return Err(Error::usage("--share is empty; give the share a name"));
        }
        self.check_limits()
    }

    /// The same for a run that needs no share.
    pub(super) fn check_limits(&self) -> Result<()> {
        let ScanSpec { jobs, chunk_bytes, root, .. } = self;
        if root.as_deref() == Some("") {
            return Err(Error::usage("--root is empty; name what every path begins with, or leave it out"));
        }
        if !(1..=1 << 30).contains(chunk_bytes) {
            return Err(Error::usage(format!("--chunk-bytes {chunk_bytes} is not between 1 and 1 GiB")));
        }
        if !(1..=16).contains(jobs) {
            return Err(Error::usage(format!("--jobs {jobs} is not between 1 and 16")));
        }
        Ok(())
    }

    /// What the scan may do to its share.
    pub(super) fn allowed(&self) -> Allowed {
        Allowed { removed: self.max_removed, replaced: self.max_replaced, overlap: self.started.is_some() }
    }

    /// The inputs, none of which the rejects file may replace.
    pub(super) fn sources(&self) -> Result<Vec<Source>> {
        let sources = discover(&self.inputs)?;
        let rejects = self.rejects.as_ref().and_then(|path| path.canonicalize().ok());
        for source in sources.iter().filter(|source| source.is_rereadable()) {
            if let (Some(rejects), Some(path)) = (&rejects, source.path())
                && path.canonicalize().is_ok_and(|path| path == *rejects)
            {
                let name = source.name();
                return Err(Error::usage(format!("--rejects {name} is an input; name another file")));
            }
        }
        Ok(sources)
    }

    /// Where the rejected records of this scan go.
    pub(super) fn rejects_file(&self, scan_guid: Uuid) -> PathBuf {
        self.rejects.clone().unwrap_or_else(|| PathBuf::from(format!("{scan_guid}{REJECTS_SUFFIX}")))
    }
}
