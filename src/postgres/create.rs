//! Makes the data folder, once.

use super::account::Account;
use super::error::failed;
use super::folder::{make_private, remove_folder};
use super::home::SUPERUSER;
use super::installation::Installation;
use super::program::last_lines;
use crate::error::{Error, ErrorKind, Result};
use std::fs;
use std::path::Path;

/// C sorts by bytes, which is the fastest and never changes with the system's libraries, and the UTF-8 one knows
/// upper and lower case. Platforms that lack it have C. Without the flag the caller's LANG would decide.
const LOCALES: [&str; 2] = ["C.UTF-8", "C"];

/// Runs initdb unless there is a data folder. The caller holds the lock.
pub(super) fn ensure_created(server: &Installation) -> Result<()> {
    let home = &server.home;
    if home.data_major()?.is_some() {
        return Ok(());
    }
    server.check_reach()?;
    let (version, place) = (&server.binaries.version, home.root.display());
    tracing::warn!("making a private PostgreSQL {version} server in {place}");
    mark_as_ours(server)?;
    let fresh = home.pg.join("data.new");
    // What an initdb that was killed left.
    remove_folder(&fresh)?;
    make_private(&fresh, &server.account)?;
    initdb(server, &fresh)?;
    include_settings(&server.account, &fresh)?;
    // Only a finished data folder ever has the name.
    fs::rename(&fresh, &home.data).map_err(failed("cannot rename", &fresh))
}

/// Writes the file that allows a reset to delete: only into a folder with nothing else in it.
fn mark_as_ours(server: &Installation) -> Result<()> {
    let (folder, marker) = (&server.home.pg, server.home.marker());
    if marker.is_file() && !server.home.data.exists() {
        return Ok(());
    }
    let mut entries = fs::read_dir(folder).map_err(failed("cannot read the folder", folder))?;
    if entries.next().is_some() {
        return Err(Error::new(
            ErrorKind::PrivateServer,
            format!(
                "{} holds files, but no PostgreSQL data folder that tierload made: move them away, or set \
             TIERLOAD_HOME to another folder",
                folder.display()
            ),
        ));
    }
    fs::write(&marker, "tierload made this folder and may delete it (tierload db reset)\n")
        .map_err(failed("cannot write", &marker))
}

fn initdb(server: &Installation, fresh: &Path) -> Result<()> {
    let mut said = String::new();
    // A relative path, because initdb puts it into a shell's command line without escaping what is in it.
    let (Some(folder), Some(name)) = (fresh.parent(), fresh.file_name()) else {
        return Err(Error::internal(format!("{} has no parent", fresh.display())));
    };
    for locale in LOCALES {
        let mut initdb = server.account.command(server.binaries.program("initdb"));
        initdb.current_dir(folder).arg("-D").arg(name).args(["-U", SUPERUSER, "-E", "UTF8", "--auth=trust"]);
        let output = initdb.arg(format!("--locale={locale}")).output();
        let output = output.map_err(failed("cannot run", server.binaries.program("initdb")))?;
        if output.status.success() {
            return Ok(());
        }
        said = last_lines(&output);
    }
    Err(Error::new(
        ErrorKind::PrivateServer,
        format!("initdb cannot make {}: {said}", server.home.data.display()),
    ))
}

/// The folder belongs to another user when root runs this: so that user writes, and not root, whom a link
/// could lead to another file. The path is relative, so that the home can be moved.
fn include_settings(account: &Account, fresh: &Path) -> Result<()> {
    let mut shell = account.command("/bin/sh");
    shell.args(["-c", "echo \"include '../server.conf'\" >> \"$1/postgresql.conf\"", "sh"]).arg(fresh);
    let output = shell.output().map_err(failed("cannot run", "/bin/sh"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::PrivateServer,
        format!("cannot write {}/postgresql.conf: {}", fresh.display(), last_lines(&output)),
    ))
}
