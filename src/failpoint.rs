//! Places where a test has the process die as by kill -9: nothing is flushed, rolled back or said.
//!
//! They are armed by the environment, `FAILPOINTS=name=3*off->return` for the fourth passing, and only where the
//! feature `failpoints` is on; without it they are nothing.

/// Dies here when the environment says so.
macro_rules! failpoint {
    ($name:literal) => {
        #[cfg(feature = "failpoints")]
        $crate::failpoint::pass($name);
    };
}
pub(crate) use failpoint;

#[cfg(feature = "failpoints")]
pub(crate) fn pass(name: &str) {
    use rustix::process::{Signal, getpid, kill_process};
    fail::eval(name, |_| {
        tracing::error!("killed at {name}");
        // The signal is delivered before the call returns.
        let _ = kill_process(getpid(), Signal::KILL);
    });
}
