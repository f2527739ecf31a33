//! What goes wrong, and when.

use rustix::process::{Pid, Signal, kill_process};
use std::time::Duration;

/// What happens to a command, or to the server under it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    None,
    /// The process is killed.
    Kill,
    /// It is asked to stop.
    Terminate,
    /// Its connections are ended by the server.
    Disconnect,
    /// The server dies, and is started again.
    Crash,
}

impl Fault {
    /// A server that crashes recovers for a second or so: it does so less often than the rest happens.
    pub(super) fn some() -> Fault {
        match fastrand::u8(..20) {
            0 => Fault::Crash,
            1..5 => Fault::Kill,
            5..8 => Fault::Terminate,
            8..13 => Fault::Disconnect,
            _ => Fault::None,
        }
    }
}

/// Some moment of something that takes about so long.
pub(super) fn some_moment(of: Duration) -> Duration {
    of.mul_f64(fastrand::f64() * 1.2)
}

pub(super) fn signal(child: &std::process::Child, signal: Signal) {
    // It may have ended by itself just now.
    let _ = kill_process(Pid::from_child(child), signal);
}

pub(super) fn kill_9(process: u32) {
    let pid = Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    kill_process(pid, Signal::KILL).unwrap();
}
