//! Stops the server.

use super::error::failed;
use super::installation::Installation;
use super::occupants::{occupants, postmaster};
use super::program::last_lines;
use crate::error::{Error, ErrorKind, Result};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// Backends roll back and a checkpoint is written: on a slow disk that takes minutes.
const STOPS_WITHIN_S: u64 = 600;
/// What a killed postmaster left goes by itself.
const LEFTOVERS_LIMIT: Duration = Duration::from_secs(60);

/// Stops the server and waits until it is gone; false when it did not run. Clients are disconnected. The caller
/// holds the lock.
pub(super) fn ensure_stopped(server: &Installation) -> Result<bool> {
    let data = &server.home.data;
    if postmaster(data).is_some() {
        let mut pg_ctl = server.account.command(server.binaries.program("pg_ctl"));
        pg_ctl.arg("stop").arg("-D").arg(data).args(["-m", "fast", "-w", "-t", &STOPS_WITHIN_S.to_string()]);
        let output = pg_ctl.output().map_err(failed("cannot run", server.binaries.program("pg_ctl")))?;
        // One that was killed a moment ago leaves its pid file behind, which pg_ctl takes for a server that stays.
        if !output.status.success() && postmaster(data).is_some() {
            return Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "the private server in {} does not stop: {} (log: {})",
                    data.display(),
                    last_lines(&output),
                    server.home.log_file().display()
                ),
            ));
        }
        if output.status.success() {
            return Ok(true);
        }
    }
    wait_for_leftovers(server)?;
    Ok(false)
}

fn wait_for_leftovers(server: &Installation) -> Result<()> {
    let began = Instant::now();
    loop {
        let there = occupants(&server.home.data);
        if there.is_empty() {
            return Ok(());
        }
        if began.elapsed() > LEFTOVERS_LIMIT {
            let pids: Vec<_> = there.iter().map(u32::to_string).collect();
            return Err(Error::new(
                ErrorKind::PrivateServer,
                format!(
                    "{} is in use by process {}, left by a server that was killed: end it, then try again",
                    server.home.data.display(),
                    pids.join(", ")
                ),
            ));
        }
        sleep(Duration::from_millis(100));
    }
}
