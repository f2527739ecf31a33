//! Failures of commands that were asked for JSON: one object each, with the database once one was chosen.

use crate::support::{Case, dump, fail_having_told, succeed};
use serde_json::Value;
use std::process::Command;

/// What a command prints that must fail with this exit code.
fn failure(command: &mut Command, code: i32) -> Value {
    let (stdout, stderr) = fail_having_told(command, code);
    let told: Value =
        serde_json::from_str(&stdout).unwrap_or_else(|_| panic!("no object: {stdout:?}, {stderr}"));
    assert_eq!((&told["status"], &told["exit_code"]), (&"ERROR".into(), &code.into()), "{told}");
    assert!(stderr.ends_with(told["error"].as_str().unwrap()), "{told}: {stderr}");
    told
}

#[test]
fn every_failure_names_the_database_as_success_does() {
    let case = Case::new();
    case.write("a.csv", dump(0..5));
    case.load(&["a.csv"]);
    case.write("bad.csv", "x,y\n1,2\n");
    let status: Value = serde_json::from_str(&succeed(&mut case.command(&["status", "--json"]))).unwrap();
    let plan = ["plan", "--target", "s3://cold", "--older-than", "30d", "--json", "--share"];
    // Something for `verify` to find.
    case.db.execute("delete from tierload_default.file_state");
    for (args, code) in [
        (&["scan", "a.csv", "--share", "s", "--json", "--root", "/elsewhere"][..], 2),
        (&["audit", "nowhere", "--share", "s", "--json"], 3),
        (&["audit", "a.csv", "--share", "typo", "--json"], 2),
        (&[&plan[..], &["typo"]].concat(), 2),
        (&["plan", "--share", "typo", "--undo", "--json"], 2),
        (&["status", "--tenant", "typo", "--json"], 2),
        (&["verify", "--tenant", "typo", "--json"], 2),
        (&["verify", "--json"], 4),
        (&["export", "--share", "typo", "-o", "out.csv", "--json"], 2),
    ] {
        let told = failure(&mut case.command(args), code);
        assert_eq!(told["database"], status["database"], "{args:?}: {told}");
    }
    // No database was chosen yet.
    let told = failure(&mut case.command(&["scan", "bad.csv", "--share", "s", "--json"]), 3);
    assert_eq!(told.get("database"), None, "{told}");
}

#[test]
fn a_database_that_does_not_answer_is_named() {
    let case = Case::new();
    let mut status = case.command(&["status", "--json", "--retry-for", "0s"]);
    status.env("DATABASE_URL", "postgres://u@127.0.0.1:1/gone");
    let told = failure(&mut status, 4);
    assert_eq!(told["database"], "gone at 127.0.0.1:1", "{told}");
}

#[test]
fn a_home_that_somebody_dropped_hides_no_other() {
    let case = Case::new();
    case.write("a.csv", dump(0..5));
    case.load(&["a.csv"]);
    for code in ["acme", "zeta"] {
        succeed(&mut case.command(&["tenant", "add", code]));
    }
    case.db.execute("drop schema tierload_acme cascade");
    let told = failure(&mut case.command(&["status", "--json"]), 4);
    let codes: Vec<&str> =
        told["tenants"].as_array().unwrap().iter().map(|tenant| tenant["code"].as_str().unwrap()).collect();
    assert_eq!(codes, ["default", "zeta"]);
    assert_eq!(told["tenants"][0]["shares"][0]["files"], 5);
    assert_eq!(told["missing"], serde_json::json!([{ "tenant": "acme", "home": "tierload_acme" }]));
    let (stdout, stderr) = fail_having_told(&mut case.command(&["status"]), 4);
    assert!(stdout.contains("tenant acme: its home tierload_acme is missing") && stdout.contains("5 files"));
    assert!(stderr.contains("home tierload_acme is not there"), "{stderr}");
    for args in [
        &["verify"][..],
        &["status", "--tenant", "acme"],
        &["scan", "a.csv", "--share", "s", "--tenant", "acme", "-q"],
    ] {
        let (_, stderr) = fail_having_told(&mut case.command(args), 4);
        assert!(stderr.contains("home tierload_acme is not there"), "{args:?}: {stderr}");
    }
    assert!(succeed(&mut case.command(&["verify", "--tenant", "zeta"])).contains("nothing found"));
}
