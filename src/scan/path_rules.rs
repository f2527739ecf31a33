//! What type a share has and how its paths are stored: a dry run decides it as a load does.

use crate::dump::path::{PathRules, SourceType};
use crate::error::{Error, Result};

/// The type of a new share: what is given, or else what its root looks like, or else its inputs.
pub(super) fn source_type(
    given: Option<SourceType>,
    root: Option<&str>,
    seen: Option<SourceType>,
) -> SourceType {
    let by_root = root.map(|root| SourceType::guess(root.as_bytes()));
    given.or(by_root).or(seen).unwrap_or(SourceType::Posix)
}

/// How the paths of a share are stored.
pub(super) fn path_rules(source_type: SourceType, root: Option<&str>) -> Result<PathRules> {
    PathRules::new(source_type, root.map(str::as_bytes))
        .map_err(|error| Error::usage(format!("--root {}: {error}", root.unwrap_or_default())))
}
