//! How a process is made to die, and what must hold afterwards.

use crate::case::Case;
use crate::oracle::{PARTS, SCANS, assert_same_tables};
use crate::support::{TestDb, succeed};
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
    fingerprints: Vec<String>,
}

impl Clean<'_> {
    pub(crate) fn of(case: &Case) -> Clean<'_> {
        Clean { case, fingerprints: fingerprints(&case.db) }
    }

    /// The tables of a run that was killed are the same, and no invariant is broken.
    pub(crate) fn assert_same(&self, killed: &Case) {
        if fingerprints(&killed.db) != self.fingerprints {
            // Slow for large tables, but it names a row.
            assert_same_tables(&killed.db, &self.case.db);
            panic!("the tables differ in their digests only");
        }
        succeed(&mut killed.command(&["verify"]));
    }
}

/// A number of rows and a digest for each part of the oracle, made by the server.
fn fingerprints(db: &TestDb) -> Vec<String> {
    let fingerprint = |(name, query): &(&str, &str)| {
        db.value(&format!(
            "{SCANS} select concat_ws(' ', '{name}', count(*), md5(string_agg(t::text, E'\\n' order by t::text)))
             from ({query}) t"
        ))
    };
    PARTS.iter().map(fingerprint).collect()
}
