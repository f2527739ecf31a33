//! Who the server runs as. PostgreSQL refuses to run as root, so root's server runs as an account without rights.

use super::error::failed;
use crate::error::{Error, ErrorKind, Result};
use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

/// Accounts that root's server may run as, best first.
const CANDIDATES: [&str; 2] = ["postgres", "nobody"];

/// What the server's processes keep of the caller's environment.
const KEPT: [&str; 4] = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "TZ"];

/// The user that the server's processes run as.
#[derive(Debug)]
pub(super) struct Account {
    name: String,
    uid: u32,
    gid: u32,
    /// Another user than the one who runs tierload.
    other: bool,
}

impl Account {
    /// The owner of the data folder when there is one; else oneself, or for root one of `CANDIDATES`.
    pub(super) fn choose(data: &Path) -> Result<Account> {
        let own_uid = rustix::process::geteuid().as_raw();
        let own_gid = rustix::process::getegid().as_raw();
        let owner = fs::metadata(data).ok().map(|found| (found.uid(), found.gid()));
        match owner {
            Some((0, _)) => Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} belongs to root, and PostgreSQL does not run as root: give it to another user (chown -R), \
                 or set TIERLOAD_HOME to another folder",
                    data.display()
                ),
            )),
            Some((uid, gid)) if own_uid == 0 => Ok(Account { name: name_of(uid), uid, gid, other: true }),
            Some((uid, _)) if uid != own_uid => Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} belongs to user {}: run tierload as that user, or set TIERLOAD_HOME to a folder of your own",
                    data.display(),
                    name_of(uid)
                ),
            )),
            None if own_uid == 0 => unprivileged(),
            _ => Ok(Account { name: name_of(own_uid), uid: own_uid, gid: own_gid, other: false }),
        }
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn uid(&self) -> u32 {
        self.uid
    }

    /// Whether the server runs as another user than tierload, which then is root.
    pub(super) fn is_other(&self) -> bool {
        self.other
    }

    /// A child process of this account. Of the caller's environment it has only what finds programs, libraries and the time
    /// zone: the rest could change how PostgreSQL works, and may hold secrets, which this account could read there.
    pub(super) fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        // The caller's folder may be closed to this account.
        command.current_dir("/").stdin(Stdio::null()).env_clear();
        command.envs(KEPT.into_iter().filter_map(|name| Some((name, env::var_os(name)?))));
        // What matters is given by flags; this keeps messages in English and macOS's postmaster single-threaded.
        command.env("LC_ALL", "C");
        if self.other {
            // As root, setting a uid also drops root's supplementary groups.
            command.uid(self.uid).gid(self.gid);
        }
        command
    }

    /// Makes this account the owner of a folder that is open.
    pub(super) fn give(&self, folder: &File, path: &Path) -> Result<()> {
        if !self.other {
            return Ok(());
        }
        std::os::unix::fs::fchown(folder, Some(self.uid), Some(self.gid))
            .map_err(failed("cannot change the owner of", path))
    }

    /// Checks that this account can get to `path`, and names the folder that stops it.
    pub(super) fn check_reach(&self, path: &Path, remedy: &str) -> Result<()> {
        if !self.other || self.can_enter(path) {
            return Ok(());
        }
        let mut folders: Vec<_> = path.ancestors().collect();
        folders.reverse();
        let closed = folders.into_iter().find(|folder| !self.can_enter(folder)).unwrap_or(path);
        Err(Error::new(
            ErrorKind::PrivateServer,
            format!(
                "{} is closed to user {}, who runs the private server because PostgreSQL does not run as root; \
             open it (chmod o+x {}), or {remedy}",
                closed.display(),
                self.name,
                closed.display(),
            ),
        ))
    }

    /// Asks by trying, since mode bits are not all that decides.
    fn can_enter(&self, folder: &Path) -> bool {
        let mut shell = self.command("/bin/sh");
        shell.args(["-c", "cd -- \"$1\"", "sh"]).arg(folder).stdout(Stdio::null()).stderr(Stdio::null());
        shell.status().is_ok_and(|status| status.success())
    }
}

fn unprivileged() -> Result<Account> {
    for name in CANDIDATES {
        if let (Some(uid), Some(gid)) = (id(&["-u", name]), id(&["-g", name]))
            && let (Ok(uid), Ok(gid)) = (uid.parse(), gid.parse())
        {
            return Ok(Account { name: name.into(), uid, gid, other: true });
        }
    }
    Err(Error::new(
        ErrorKind::PrivateServer,
        "PostgreSQL does not run as root, and there is neither a user postgres nor a user nobody to run it as: \
         add one (useradd --system postgres), or run tierload as an ordinary user",
    ))
}

fn name_of(uid: u32) -> String {
    id(&["-un", &uid.to_string()]).unwrap_or_else(|| uid.to_string())
}

/// `id` knows every source of accounts (files, LDAP, macOS directories), which reading /etc/passwd does not.
fn id(args: &[&str]) -> Option<String> {
    let output = Command::new("id").args(args).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}
