//! Root writes below its home and runs what stands there, so nobody else may change the way to it.

use super::error::failed;
use crate::error::{Error, ErrorKind, Result};
use std::fs::{self, Metadata};
use std::io::ErrorKind as Io;
use std::os::unix::fs::MetadataExt;
use std::path::Path;

const WRITABLE_BY_OTHERS: u32 = 0o002;
const WRITABLE_BY_GROUP: u32 = 0o020;
/// Others may add to such a folder, and neither rename nor delete what is not theirs.
const STICKY: u32 = 0o1000;

/// Refuses a folder as root's home that somebody else could change, or replace on the way from `/` to it. The path is free
/// of symbolic links. What is not there yet is made later, and is root's then.
pub(super) fn check_way(folder: &Path) -> Result<()> {
    if !rustix::process::geteuid().is_root() {
        return Ok(());
    }
    let mut way: Vec<&Path> = folder.ancestors().collect();
    way.reverse();
    for folder in way {
        let found = match fs::symlink_metadata(folder) {
            Err(error) if error.kind() == Io::NotFound => return Ok(()),
            found => found.map_err(failed("cannot look at", folder))?,
        };
        if let Some(whose) = stranger(&found) {
            return Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} {whose}, who could have root write to any file: give it to root alone (chown root, chmod go-w), set \
                     TIERLOAD_HOME to another folder, or run tierload as that user",
                    folder.display()
                ),
            ));
        }
    }
    Ok(())
}

/// Who but root could change what stands in a folder.
fn stranger(found: &Metadata) -> Option<String> {
    let mode = found.mode();
    if found.uid() != 0 {
        return Some(format!("belongs to user {}", found.uid()));
    }
    if !found.is_dir() {
        return Some("is no folder but somebody's link or file".to_owned());
    }
    if mode & STICKY != 0 {
        return None;
    }
    if mode & WRITABLE_BY_OTHERS != 0 {
        return Some("can be written by everybody".to_owned());
    }
    // Of root's own group too: where there is an access list, these bits are its mask.
    (mode & WRITABLE_BY_GROUP != 0).then(|| format!("can be written by group {}", found.gid()))
}
