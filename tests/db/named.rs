//! Which database a command works on: it says so, and takes the private server only where that is allowed.

use crate::support::{Case, ServerHome, dump, fail, one_line, summary, tierload};
use serde_json::Value;
use std::fs;
use std::process::{Command, Output};

/// Runs a command that must succeed.
fn run(command: &mut Command) -> (String, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = (String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap());
    assert!(status.success(), "{command:?}: {stderr}");
    (stdout, stderr)
}

#[test]
fn every_command_says_which() {
    let case = Case::new();
    case.write("a.csv", dump(0..5));
    case.write(
        "u.csv",
        "file_path,new_last_accessed,audit_event_id\n/top/dir 00/file_000001.dat,1790000000,x\n",
    );
    let name = case.db.value("select current_database()");
    let using = format!("using database {name} at ");
    let with_json: [&[&str]; 6] = [
        &["scan", "a.csv", "--share", "s", "--json"],
        &["audit", "u.csv", "--share", "s", "--json"],
        &["plan", "--share", "s", "--target", "s3://cold", "--older-than", "30d", "--json"],
        &["status", "--json"],
        &["verify", "--json"],
        &["export", "--share", "s", "-o", "out.csv", "--json"],
    ];
    for args in with_json {
        let (stdout, stderr) = run(&mut case.command(args));
        assert_eq!(stderr.lines().filter(|line| line.starts_with(&using)).count(), 1, "{args:?}: {stderr}");
        let told: Value = serde_json::from_str(&stdout).unwrap();
        assert!(told["database"].as_str().unwrap().starts_with(&format!("{name} at ")), "{args:?}: {told}");
    }
    for args in [&["report", "--share", "s"][..], &["tenant", "list"], &["migrate"]] {
        let (_, stderr) = run(&mut case.command(args));
        assert!(stderr.starts_with(&using), "{args:?}: {stderr}");
    }
    assert_eq!(run(&mut case.command(&["scan", "a.csv", "--share", "s", "--quiet"])).1, "");
}

#[test]
fn the_private_server_is_told_of_where_nobody_looks_on() {
    let home = ServerHome::new();
    home.start();
    let dumped = home.scratch().join("a.csv");
    fs::write(&dumped, dump(0..5)).unwrap();
    let mut command = tierload();
    command.env("TIERLOAD_HOME", home.path()).env("DATABASE_URL", "").arg("scan").arg(&dumped);
    let (stdout, stderr) = run(command.args(["--share", "s", "--quiet", "--json"]));
    assert!(stderr.starts_with("using the private server: database tierload at "), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert_eq!(summary(&stdout)["loaded"], 5);
}

#[test]
fn the_private_server_is_not_taken_where_it_is_ruled_out() {
    let home = ServerHome::new();
    let command = |value: &str| {
        let mut command = tierload();
        command.env("TIERLOAD_HOME", home.path()).env("TIERLOAD_PRIVATE", value).arg("status");
        command
    };
    for command in [&mut command("never"), command("").arg("--no-private-server")] {
        let told = one_line(&fail(command, 2));
        assert!(told.starts_with("no database is named, and the private server may not be used"), "{told}");
    }
    assert!(fail(&mut command("sometimes"), 2).contains("TIERLOAD_PRIVATE is never or auto"));
    assert!(!home.path().join("pg").exists());
    // With a database that is named, nothing is ruled out.
    run(Case::new().command(&["status", "--no-private-server"]).env("TIERLOAD_PRIVATE", "never"));
}
