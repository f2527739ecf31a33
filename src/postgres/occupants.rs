//! Which processes work in a data folder.
//!
//! `postmaster.pid` and `pg_ctl status` cannot be trusted: after a crash the number in the file may belong to any
//! process, and PostgreSQL then refuses to start (and `pg_ctl stop` would signal a stranger). But the postmaster and
//! all its children keep the data folder as their working folder, and that can be seen from outside.

use super::error::failed;
use super::home::Home;
use crate::error::Result;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::process::{Command, Stdio};

/// The ids of the processes of a server, or of what a killed server left behind. Empty: nobody is there.
pub(super) fn occupants(data: &Path) -> Vec<u32> {
    let Ok(data) = data.canonicalize() else { return Vec::new() };
    if Path::new("/proc/self/cwd").exists() {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        let pids = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        return pids.filter(|pid| works_in(*pid, &data)).collect();
    }
    // Without /proc (macOS) only the postmaster is looked at.
    written_pid(&data)
        .filter(|pid| lsof_working_folder(*pid).as_deref() == data.to_str())
        .into_iter()
        .collect()
}

/// The postmaster's id, when it lives.
pub(super) fn postmaster(data: &Path) -> Option<u32> {
    let written = written_pid(data)?;
    occupants(data).into_iter().find(|pid| *pid == written)
}

/// Removes the lock files that a crash left; true when there was one. Both hold a process id, and PostgreSQL refuses
/// to start as long as any process has that id, even a dead one that nobody has waited for. Only to be called when
/// there are no occupants; should there be one after all, PostgreSQL still notices by its shared memory.
pub(super) fn remove_stale_locks(home: &Home) -> Result<bool> {
    let mut removed = false;
    for file in [home.data.join("postmaster.pid"), home.socket_lock()] {
        match fs::remove_file(&file) {
            Ok(()) => removed = true,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(failed("cannot remove", &file)(error)),
        }
    }
    Ok(removed)
}

fn works_in(pid: u32, data: &Path) -> bool {
    let is_postgres =
        || fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.starts_with("post"));
    // A user's shell may have it as its working folder, too.
    fs::read_link(format!("/proc/{pid}/cwd")).is_ok_and(|folder| folder == data) && is_postgres()
}

fn written_pid(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("postmaster.pid")).ok()?.lines().next()?.trim().parse().ok()
}

fn lsof_working_folder(pid: u32) -> Option<String> {
    let mut lsof = Command::new("lsof");
    lsof.args(["-a", "-d", "cwd", "-Fn", "-p", &pid.to_string()]).stderr(Stdio::null());
    let output = lsof.output().ok()?;
    String::from_utf8_lossy(&output.stdout).lines().find_map(|line| Some(line.strip_prefix('n')?.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stranger_with_the_written_pid_is_no_postmaster() {
        let data = tempfile::tempdir().unwrap();
        fs::write(data.path().join("postmaster.pid"), format!("{}\n", std::process::id())).unwrap();
        assert_eq!(written_pid(data.path()), Some(std::process::id()));
        assert_eq!(postmaster(data.path()), None);
    }
}
