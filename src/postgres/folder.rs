//! Folders of the server: closed to others, measured, deleted.

use super::account::Account;
use super::error::failed;
use crate::error::{Error, ErrorKind, Result};
use rustix::fs::OFlags;
use std::fs::{self, DirBuilder, File, OpenOptions, Permissions};
use std::io::ErrorKind as Io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// Makes a folder that only the server's user can enter; one that exists must be so already.
pub(super) fn make_private(folder: &Path, account: &Account) -> Result<()> {
    match DirBuilder::new().mode(0o700).create(folder) {
        Ok(()) => {
            // By what was opened: its name could be another's by now.
            let opened = open_folder(folder)?;
            opened
                .set_permissions(Permissions::from_mode(0o700))
                .map_err(failed("cannot set the mode of", folder))?;
            account.give(&opened, folder)
        }
        Err(error) if error.kind() == Io::AlreadyExists => {
            let found = fs::symlink_metadata(folder).map_err(failed("cannot look at", folder))?;
            if found.is_dir() && found.uid() == account.uid() && found.mode() & 0o077 == 0 {
                return Ok(());
            }
            Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} is not a folder that only user {} can enter; remove it and try again",
                    folder.display(),
                    account.name()
                ),
            ))
        }
        Err(error) => Err(failed("cannot make the folder", folder)(error)),
    }
}

fn open_folder(folder: &Path) -> Result<File> {
    let flags = OFlags::DIRECTORY | OFlags::NOFOLLOW;
    let mut options = OpenOptions::new();
    let opened = options.read(true).custom_flags(flags.bits().cast_signed()).open(folder);
    opened.map_err(failed("cannot open the folder", folder))
}

/// Sets the mode, whatever the umask.
pub(super) fn set_mode(folder: &Path, mode: u32) -> Result<()> {
    fs::set_permissions(folder, Permissions::from_mode(mode))
        .map_err(failed("cannot set the mode of", folder))
}

/// Bytes below a folder. Files that vanish meanwhile count as nothing.
pub(super) fn size_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries
        .map(|entry| match entry.metadata() {
            Ok(found) if found.is_dir() => size_bytes(&entry.path()),
            Ok(found) => found.len(),
            Err(_) => 0,
        })
        .sum()
}

/// Deletes a folder and all in it; none there is no error. Symbolic links are not followed.
pub(super) fn remove_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != Io::NotFound => Err(failed("cannot delete the folder", folder)(error)),
        _ => Ok(()),
    }
}
