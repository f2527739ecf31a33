//! What is to be loaded, and who is told about it.

use super::outcome::AuditOutcome;
use crate::error::{Error, Result};
use crate::limits::MaxRejects;
use crate::lucid::ActionSet;
use std::path::PathBuf;
use std::time::Duration;

/// How far ahead of the clock the time of an event may lie by default.
const MAX_SKEW: Duration = Duration::from_secs(7 * 86_400);

/// Which logs are loaded, into which share.
#[derive(Debug, Clone)]
pub struct AuditSpec {
    /// `.lucid_audit` folders, filespaces that hold one, logs (`.log`, `.log.active`; plain, gzip or zstd), and CSV files
    /// of updates (`file_path,new_last_accessed[,audit_event_id]`).
    pub paths: Vec<PathBuf>,
    /// The code of the tenant that owns the share.
    pub tenant: String,
    /// The name of the share.
    pub share: String,
    /// Whether a share that is not there is made, as a LucidLink share. A name with a typo would make one as well.
    pub create_share: bool,
    /// The volume as agents call it, to be stored on the share.
    pub volume: Option<String>,
    /// The actions that count as an access.
    pub access_actions: ActionSet,
    /// How far ahead of the clock the time of an event may lie.
    pub max_skew: Duration,
    /// How many rejected rows of a CSV of updates are too many: nothing of it is applied then.
    pub max_rejects: MaxRejects,
    /// A CSV of updates that ends without a line end is whole, and not still being written.
    pub last_line_complete: bool,
    /// Whether a log that begins with the line of another one is read as a log of its own. Otherwise it is left out, and that is
    /// an error: it may be a copy, whose events would count twice.
    pub read_copies: bool,
    /// Threads that parse; None for one a core.
    pub jobs: Option<usize>,
    /// Files of a batch, about; None for what suits a server best.
    pub batch_files: Option<usize>,
}

impl AuditSpec {
    /// Loads what stands under these paths into this share of tenant `default`; all else by default.
    pub fn new(paths: Vec<PathBuf>, share: impl Into<String>) -> AuditSpec {
        AuditSpec {
            paths,
            tenant: "default".into(),
            share: share.into(),
            create_share: false,
            volume: None,
            access_actions: ActionSet::default(),
            max_skew: MAX_SKEW,
            max_rejects: MaxRejects::default(),
            last_line_complete: false,
            read_copies: false,
            jobs: None,
            batch_files: None,
        }
    }

    /// An error when what it says makes no sense.
    pub fn check(&self) -> Result<()> {
        if self.share.is_empty() {
            return Err(Error::usage("--share is empty; give the share a name"));
        }
        if self.volume.as_deref() == Some("") {
            return Err(Error::usage("--volume is empty; name it as agents do, or leave it out"));
        }
        if self.jobs.is_some_and(|jobs| !(1..=64).contains(&jobs)) {
            return Err(Error::usage("--jobs is not between 1 and 64"));
        }
        Ok(())
    }
}

/// Is told how far a load has come.
pub trait Observer {
    /// All that stood under the paths is applied, or as much of it as could be, and something of it was new. Whoever
    /// follows is told so again and again, with the numbers since the beginning.
    fn applied(&self, _so_far: &AuditOutcome) {}
}

/// Nobody is told.
impl Observer for () {}
