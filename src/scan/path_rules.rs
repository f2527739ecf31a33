//! What type a share has and how its paths are stored: a dry run decides it as a load does.

use crate::dump::path::{PathRules, SourceType, Under};
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

/// How the paths of a share are stored, in a walk of these folders; of the whole share where there are none.
pub(super) fn path_rules(source_type: SourceType, root: Option<&str>, under: &[String]) -> Result<PathRules> {
    let rules = PathRules::new(source_type, root.map(str::as_bytes))
        .map_err(|error| Error::usage(format!("--root {}: {error}", root.unwrap_or_default())))?;
    let stored = |folder: &String| {
        if folder.is_empty() {
            // An empty variable of a shell; the whole share needs no flag.
            return Err(Error::usage("--under is empty; give a folder"));
        }
        let wrong = |error| Error::usage(format!("--under {folder}: {error}")).about(folder);
        let dir = rules.dir_as_written(folder).map_err(wrong)?;
        if dir == b"/" {
            let message = format!(
                "--under {folder} is the whole share; leave it out, or write a folder with the share's root in front"
            );
            return Err(Error::usage(message).about(folder));
        }
        Ok(dir)
    };
    let under = under.iter().map(stored).collect::<Result<_>>()?;
    Ok(rules.of_walk(Under::new(under)))
}
