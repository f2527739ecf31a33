//! Starts the server and waits until it takes connections.

use super::error::failed;
use super::home::DATABASE;
use super::installation::Installation;
use super::occupants::{occupants, postmaster, remove_stale_locks};
use super::probe::{self, Answer};
use super::program::{last_lines, one_line};
use super::settings;
use crate::error::{Error, ErrorKind, Result};
use std::fs::{self, File};
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::thread::sleep;
use std::time::{Duration, Instant};

/// For a live process in the data folder that answers nobody: a postmaster that just starts, or what a killed one
/// left behind, which goes as soon as it notices.
const SILENCE_LIMIT: Duration = Duration::from_secs(60);
/// For a server that says it recovers from a crash: several GB of WAL take their time.
const RECOVERY_LIMIT: Duration = Duration::from_secs(1800);
/// After a crash a start may fail while the system still clears up.
const ATTEMPTS_AFTER_CRASH: u32 = 10;
const NOTICE_EVERY: Duration = Duration::from_secs(10);
const PAUSE: Duration = Duration::from_millis(100);
/// A log of this size is put aside at a start; one older log is kept.
const LOG_LIMIT_BYTES: u64 = 16 << 20;

/// Starts the server unless it runs. The caller holds the lock.
pub(super) fn ensure_started(server: &Installation) -> Result<()> {
    let data = &server.home.data;
    let url = server.home.url(DATABASE);
    let began = Instant::now();
    let mut next_notice = NOTICE_EVERY;
    let mut attempts_left = 1;
    loop {
        let answer = probe::ask(&url)?;
        let (state, limit) = match answer {
            Answer::Ready | Answer::NoDatabase => return Ok(()),
            Answer::NotYet(words) => (words, RECOVERY_LIMIT),
            Answer::Silent => {
                let there = occupants(data);
                if there.is_empty() {
                    if remove_stale_locks(&server.home)? {
                        attempts_left = ATTEMPTS_AFTER_CRASH;
                    }
                    attempts_left -= 1;
                    match pg_ctl_start(server) {
                        Err(error) if attempts_left == 0 => return Err(error),
                        Err(_) => sleep(Duration::from_secs(1)),
                        Ok(()) => {}
                    }
                    continue;
                }
                let pids: Vec<_> = there.iter().map(u32::to_string).collect();
                (format!("process {} is there, but does not answer", pids.join(", ")), SILENCE_LIMIT)
            }
        };
        if began.elapsed() > limit {
            return Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "the private server in {} cannot be used: {state}; its log is {}; stop it (tierload db stop), then try again",
                    data.display(),
                    server.home.log_file().display()
                ),
            ));
        }
        if began.elapsed() > next_notice {
            tracing::warn!("waiting for the private server: {state}");
            next_notice += NOTICE_EVERY;
        }
        sleep(PAUSE);
    }
}

/// One attempt. pg_ctl gives the postmaster a session of its own, so that neither Ctrl-C nor the end of this process
/// ends the server.
fn pg_ctl_start(server: &Installation) -> Result<()> {
    let home = &server.home;
    server.check_reach()?;
    home.make_private_folders(&server.account)?;
    settings::write(home)?;
    let log = home.log_file();
    let said_before = put_aside(&log)?;
    let mut pg_ctl = server.account.command(server.binaries.program("pg_ctl"));
    // Relative, because pg_ctl puts the paths into a shell's command line without escaping what is in them. Without
    // -l the server would keep pg_ctl's stdout, and whoever reads that would wait for ever.
    pg_ctl.current_dir(&home.pg).args(["start", "-D", "data", "-l", "log/server.log", "-w", "-t", "30"]);
    let output = pg_ctl.output().map_err(failed("cannot run", server.binaries.program("pg_ctl")))?;
    if output.status.success() || postmaster(&home.data).is_some() {
        // Not up within pg_ctl's time, but alive: it recovers, and the caller waits for it.
        return Ok(());
    }
    let reason = tail(&log, said_before).unwrap_or_else(|| last_lines(&output));
    Err(Error::new(
        ErrorKind::PrivateServer,
        format!(
            "the private server in {} does not start: {reason} (log: {})",
            home.data.display(),
            log.display()
        ),
    ))
}

/// Renames a log that has grown; returns the length of the one that the server will go on with.
fn put_aside(log: &Path) -> Result<u64> {
    let bytes = fs::metadata(log).map_or(0, |found| found.len());
    if bytes <= LOG_LIMIT_BYTES {
        return Ok(bytes);
    }
    fs::rename(log, log.with_extension("log.1")).map_err(failed("cannot rename", log))?;
    Ok(0)
}

/// What the log gained, in one line.
fn tail(log: &Path, from_byte: u64) -> Option<String> {
    let mut file = File::open(log).ok()?;
    file.seek(SeekFrom::Start(from_byte)).ok()?;
    let mut text = Vec::new();
    file.read_to_end(&mut text).ok()?;
    Some(one_line(&String::from_utf8_lossy(&text))).filter(|line| !line.is_empty())
}
