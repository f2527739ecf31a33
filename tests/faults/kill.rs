//! How a process is made to die, and what must hold afterwards.

use crate::support::oracle::digests;
use crate::support::{Case, assert_same_tables, succeed};
use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Stdio};

/// A failpoint, and how often it is passed until the process dies there.
pub(crate) type Point = (&'static str, u32);

/// Runs a command that must die by SIGKILL at a point: one that is never reached fails the test.
pub(crate) fn kill_at(command: &mut Command, (name, passing): Point) {
    let alive = if passing > 1 { format!("{}*off->", passing - 1) } else { String::new() };
    command.env("FAILPOINTS", format!("{name}={alive}return"));
    let output = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.signal(), Some(9), "{name}, passing {passing}: {}: {told}", output.status);
    assert!(told.ends_with(&format!("killed at {name}\n")), "{told}");
}

/// What a run leaves that nothing happened to.
pub(crate) struct Clean<'c> {
    case: &'c Case,
    digests: Vec<String>,
}

impl Clean<'_> {
    pub(crate) fn of(case: &Case) -> Clean<'_> {
        Clean { case, digests: digests(&case.db) }
    }

    /// The tables of a run that was killed are the same, and no invariant is broken.
    pub(crate) fn assert_same(&self, killed: &Case) {
        if digests(&killed.db) != self.digests {
            assert_same_tables(&killed.db, &self.case.db);
            panic!("the tables of the clean run changed");
        }
        succeed(&mut killed.command(&["verify"]));
    }
}
