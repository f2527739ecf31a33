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

/// The tables are those of the clean run, and no invariant is broken.
pub(crate) fn assert_survived(faulty: &Case, clean: &Case) {
    if fingerprints(&faulty.db) != fingerprints(&clean.db) {
        // Slow for large tables, but it names a row.
        assert_same_tables(&faulty.db, &clean.db);
        panic!("the tables differ in their digests only");
    }
    succeed(&mut faulty.command(&["verify"]));
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
