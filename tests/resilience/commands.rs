//! The other commands that write, with each of their commits unheard in turn.

use super::proxy::{Cut, Proxy};
use crate::support::{Case, TestDb, dump, succeed};
use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

/// Runs a command as often as it has commits, each time with another one cut, and `made` looks at what it did.
fn each_commit(proxy: &Proxy, mut command: impl FnMut() -> Command, made: impl Fn()) {
    let seen = proxy.set(Cut::Nowhere);
    succeed(&mut command());
    made();
    let commits = seen.commits.load(Ordering::Relaxed);
    assert!(commits > 0);
    for number in 1..=commits {
        let mut command = command();
        let seen = proxy.set(Cut::Commit(number));
        let output = command.output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && told.contains("; trying again\n"), "commit {number}: {told}");
        assert_eq!(seen.cuts(), 1);
        made();
    }
}

#[test]
fn migrate() {
    let db = TestDb::new();
    let proxy = Proxy::new(&db);
    let command = || {
        db.execute("drop schema if exists tierload_default cascade; drop schema if exists tierload cascade");
        let mut command = db.tierload();
        command.arg("migrate").env("DATABASE_URL", proxy.url(&db));
        command
    };
    each_commit(&proxy, command, || {
        assert_eq!(db.value("select count(*) > 2 from tierload.schema_migration"), "t");
    });
}

#[test]
fn plan() {
    let case = Case::new();
    case.write("a.csv", dump(0..50));
    case.load(&["a.csv"]);
    let proxy = Proxy::new(&case.db);
    let command = || {
        case.db.execute("delete from tierload_default.tier_object_state");
        let mut command =
            case.command(&["plan", "--share", "s", "--target", "s3://cold", "--older-than", "1d"]);
        command.env("DATABASE_URL", proxy.url(&case.db));
        command
    };
    each_commit(&proxy, command, || {
        assert_eq!(
            case.count("select count(*) from tierload_default.tier_object where state = 'PLANNED'"),
            50
        );
    });
}

#[test]
fn abandon() {
    let case = Case::new();
    let proxy = Proxy::new(&case.db);
    case.write("a.csv", dump(0..400));
    let begun = "select count(*) = 1 from tierload_default.scan where finished_utc is null";
    let command = || {
        let guid = uuid::Uuid::new_v4().to_string();
        let slow = ["--jobs", "1", "--chunk-bytes", "300", "--scan-id", &guid];
        let mut scan = case.scan(&[&["a.csv"], &slow[..]].concat());
        let mut scan = scan.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        case.wait_for(begun);
        scan.kill().unwrap();
        scan.wait().unwrap();
        let mut command = case.command(&["abandon", &guid]);
        command.env("DATABASE_URL", proxy.url(&case.db));
        command
    };
    each_commit(&proxy, command, || {
        case.assert_nothing_published();
        assert_eq!(case.count("select count(*) from tierload_default.scan where status <> 'ERROR'"), 0);
    });
}
