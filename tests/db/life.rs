//! First start, reuse, concurrent starts, stop, reset.

use crate::support::{ServerHome, fail, succeed, value};
use rustix::process::{Pid, getpgid, getsid};
use std::fs;
use std::os::unix::fs::chown;
use std::process::Stdio;

#[test]
fn first_start_makes_a_safe_server_and_the_second_reuses_it() {
    let home = ServerHome::new();
    assert!(succeed(&mut home.db(&["status"])).contains("not made yet"));
    assert!(!home.path().join("pg").exists(), "status changes nothing");

    let url = home.start();
    let shown = |name: &str| value(&url, &format!("select current_setting('{name}')"));
    assert_eq!(value(&url, "select current_database()"), "tierload");
    assert_eq!(shown("listen_addresses"), "");
    assert_eq!(shown("server_encoding"), "UTF8");
    assert_eq!(shown("wal_level"), "minimal");
    assert_eq!(shown("fsync"), "on");
    assert_eq!(shown("synchronous_commit"), "on");
    assert_eq!(shown("jit"), "off");

    let pid = home.postmaster();
    assert_eq!(home.start(), url);
    assert_eq!(home.postmaster(), pid);
    let status = succeed(&mut home.db(&["status"]));
    assert!(status.contains(&format!("running (process {pid})")) && status.contains(&url), "{status}");
}

#[test]
fn a_missing_database_is_made_again() {
    let home = ServerHome::new();
    let url = home.start();
    value(&url.replace("/tierload?", "/postgres?"), "select 1");
    succeed(&mut home.db(&["psql", "-d", "postgres", "-qc", "drop database tierload"]));
    assert_eq!(value(&home.start(), "select current_database()"), "tierload");
}

#[test]
fn starts_at_the_same_time_make_one_server() {
    let home = ServerHome::new();
    let start = || home.db(&["url"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let outputs: Vec<_> = [start(), start(), start(), start()]
        .into_iter()
        .map(|child| child.wait_with_output().unwrap())
        .collect();
    for output in &outputs {
        assert!(output.status.success(), "{output:?}");
        assert_eq!(output.stdout, outputs[0].stdout);
    }
    let made = outputs.iter().filter(|output| String::from_utf8_lossy(&output.stderr).contains("making"));
    assert_eq!(made.count(), 1);
    assert_eq!(value(&home.start(), "select current_database()"), "tierload");
}

#[test]
fn the_server_is_out_of_reach_of_its_starters_terminal() {
    let home = ServerHome::new();
    home.start();
    let postmaster = Pid::from_raw(i32::try_from(home.postmaster()).unwrap()).unwrap();
    assert_eq!(getpgid(Some(postmaster)).unwrap(), postmaster);
    assert_eq!(getsid(Some(postmaster)).unwrap(), postmaster);
}

#[test]
fn stop_waits_and_keeps_the_data() {
    let home = ServerHome::new();
    let url = home.start();
    value(&url, "create table kept as select 42 as n; select n from kept");
    assert_eq!(succeed(&mut home.db(&["stop"])), "stopped");
    assert!(!home.data().join("postmaster.pid").exists());
    assert_eq!(succeed(&mut home.db(&["stop"])), "it does not run");
    assert!(succeed(&mut home.db(&["status"])).contains("stopped"));
    assert_eq!(value(&home.start(), "select n from kept"), "42");
}

#[test]
fn psql_is_passed_its_arguments() {
    let home = ServerHome::new();
    assert_eq!(succeed(&mut home.db(&["psql", "-Atc", "select current_database()"])), "tierload");
    assert_eq!(succeed(&mut home.db(&["psql", "postgres", "-Atc", "select current_database()"])), "postgres");
    fail(&mut home.db(&["psql", "-c", "select no_such_column"]), 1);
}

#[test]
fn reset_asks_first_and_deletes_only_what_tierload_made() {
    let home = ServerHome::new();
    home.start();
    let (uid, gid) = home.owner();
    let others = home.path().join("pg/someone's notes");
    fs::write(&others, "keep").unwrap();
    let error = fail(&mut home.db(&["reset"]), 2);
    assert!(error.contains("--yes"), "{error}");
    assert!(home.data().exists());
    succeed(&mut home.db(&["reset", "--yes"]));
    assert!(!home.data().exists() && others.exists());

    // Folders with the right names, made by someone else.
    fs::create_dir_all(home.data()).unwrap();
    chown(home.data(), Some(uid), Some(gid)).unwrap();
    fs::write(home.data().join("precious"), "keep").unwrap();
    let error = fail(&mut home.db(&["reset", "--yes"]), 4);
    assert!(error.contains("made-by-tierload"), "{error}");
    assert!(home.data().join("precious").exists());
}
