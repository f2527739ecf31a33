//! Behind a pooler in transaction mode, which has few connections to the server.

use super::audits::Audits;
use super::proxy::Proxy;
use super::twins::{DAYS, Twins, ended_well};
use crate::support::balanced;

/// A publish has the lock of the scan in one, the share's in another, and reads in a third.
#[test]
fn three_connections_to_the_server_are_enough_for_a_scan() {
    let twins = Twins::new(400);
    let proxy = Proxy::with_slots(twins.db(), 3);
    for day in DAYS {
        let mut command = twins.scan("s", day, &["--jobs", "3"]);
        let output = command.env("DATABASE_URL", proxy.url(twins.db())).output().unwrap();
        ended_well(&output, &day);
    }
    twins.assert_same();
}

/// A large batch has two when it can.
#[test]
fn a_batch_that_gets_no_second_connection_is_applied_with_one() {
    let audits = Audits::new();
    let proxy = Proxy::with_slots(&audits.faulty.db, 1);
    drop(audits.audit("s"));
    let mut command = audits.faulty.command(&["audit", ".lucid_audit", "updates.csv", "--share", "s"]);
    command.args(["--json", "--batch-files", "200", "--jobs", "1"]);
    let output = command.env("DATABASE_URL", proxy.url(&audits.faulty.db)).output().unwrap();
    let [summary, told] = [output.stdout, output.stderr].map(|text| String::from_utf8(text).unwrap());
    assert!(output.status.success(), "{told}");
    balanced(summary.trim());
    assert!(told.contains("no second connection"), "{told}");
    audits.assert_same();
}
