//! Folders of a share as a user writes them: within the share, or absolute, as the dump had them.

use super::sql::FIND_FOLDERS;
use crate::catalog::Share;
use crate::db::Tx;
use crate::dump::path::{PathError, PathRules, to_text};
use crate::error::{Error, Result};

/// The folders as the tables have them. One that the share does not have is an error: as a filter it would keep
/// nothing out, or let nothing in. So is one that may mean two.
pub(super) async fn stored_folders(
    tx: &Tx<'_>,
    share: &Share,
    flag: &str,
    given: &[String],
) -> Result<Vec<String>> {
    let bad_rules = |error: PathError| Error::internal(error.to_string());
    let within = PathRules::new(share.source_type, None).map_err(bad_rules)?;
    let root = share.root.as_deref().map(str::as_bytes);
    let absolute = PathRules::new(share.source_type, root).map_err(bad_rules)?;
    let mut stored = Vec::new();
    for folder in given {
        let bad = |error: PathError| Error::usage(format!("{flag} {folder}: {error}")).about(folder);
        if folder.is_empty() {
            // An empty variable of a shell; the whole share is `/`.
            return Err(Error::usage(format!("{flag} is empty; give a folder")));
        }
        // Outside the root it can only be meant within the share, and with a drive only below the root.
        let mut meanings: Vec<String> = match stored_dir(&within, folder) {
            Err(PathError::OfWindows) => Vec::new(),
            within => vec![within.map_err(bad)?],
        };
        // `.` or `//` is what is left of a variable that is empty, or a folder of the machine at hand.
        if folder != "/" && meanings.iter().any(|meaning| meaning == "/") {
            let message = format!("{flag} {folder} names no folder; the whole share is /");
            return Err(Error::usage(message).about(folder));
        }
        let below_root = stored_dir(&absolute, folder);
        match below_root {
            Err(error) if meanings.is_empty() => return Err(bad(error)),
            dir => meanings.extend(dir.ok().filter(|dir| !meanings.contains(dir))),
        }
        let params: [crate::db::Param<'_>; 2] = [("share_id", &share.share_id), ("folders", &meanings)];
        let found = tx.rows(&FIND_FOLDERS, &params).await?;
        match found.as_slice() {
            [row] => stored.push(row.get("dir_path")?),
            [] => return Err(missing(flag, folder, share)),
            _ => {
                let message = format!(
                    "{flag} {folder} may be {} or {} within the share; write the one that is meant, without the share's root",
                    meanings[0], meanings[1]
                );
                return Err(Error::usage(message).about(folder));
            }
        }
    }
    Ok(stored)
}

fn missing(flag: &str, folder: &str, share: &Share) -> Error {
    let root = share.root.as_ref().map_or(String::new(), |root| format!(", or an absolute one under {root}"));
    let message = format!(
        "{flag} {folder}: the share has no such folder; write a path within the share as `tierload report` shows it{root}"
    );
    Error::usage(message).about(folder)
}

fn stored_dir(rules: &PathRules, folder: &str) -> Result<String, PathError> {
    let mut dir = Vec::new();
    rules.dir(folder.as_bytes(), &mut dir)?;
    Ok(to_text(&dir).text.into_owned())
}
