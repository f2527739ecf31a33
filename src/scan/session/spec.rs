//! What a sender says of its scan.

use crate::dump::path::SourceType;
use jiff::Timestamp;
use uuid::Uuid;

/// What a sender says of the scan that it begins or goes on with.
#[derive(Debug, Clone)]
pub(in crate::scan) struct SessionSpec {
    /// Tenant code.
    pub(in crate::scan) tenant: String,
    /// Share name.
    pub(in crate::scan) share: String,
    /// Type to give a new share.
    pub(in crate::scan) source_type: Option<SourceType>,
    /// What the inputs look like, where no type is given.
    pub(in crate::scan) seen_type: Option<SourceType>,
    /// Root to give a new share.
    pub(in crate::scan) root: Option<String>,
    /// The folders that the walk is of; none where it is of the whole share.
    pub(in crate::scan) under: Vec<String>,
    /// When the walk began.
    pub(in crate::scan) started: Option<Timestamp>,
    /// Identity of the scan.
    pub(in crate::scan) scan_guid: Option<Uuid>,
    /// Its identity where none can be derived from the inputs. Drawn once: a beginning that is tried again must be the
    /// same scan.
    pub(in crate::scan) random_guid: Uuid,
    /// Size of a chunk.
    pub(in crate::scan) chunk_bytes: usize,
}
