//! Killed servers and what they leave.

use crate::support::{ServerHome, fail, succeed, value};
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use std::fs;
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

fn pid(number: u32) -> Pid {
    Pid::from_raw(i32::try_from(number).unwrap()).unwrap()
}

/// A session that computes and so does not notice for a while that its postmaster is gone.
fn busy_session(home: &ServerHome) -> Child {
    let sql = "set max_parallel_workers_per_gather = 0; select 'busy'; \
               select count(*) from generate_series(1, 20000000) as a where a % 7 = 3";
    let mut psql = home.db(&["psql", "-c", sql]);
    psql.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn start_right_after_kill_9() {
    let home = ServerHome::new();
    let url = home.start();
    value(&url, "create table kept as select 42 as n; select n from kept");
    for _ in 0..2 {
        let killed = home.postmaster();
        kill_process(pid(killed), Signal::KILL).unwrap();
        assert_eq!(home.start(), url);
        assert_ne!(home.postmaster(), killed);
        assert_eq!(value(&url, "select n from kept"), "42");
    }
}

#[test]
fn start_waits_for_sessions_that_outlive_a_killed_postmaster() {
    let home = ServerHome::new();
    let url = home.start();
    let mut session = busy_session(&home);
    let busy = "select count(*) from pg_stat_activity where query like '%generate_series%' and state = 'active' \
                and pid <> pg_backend_pid()";
    let deadline = Instant::now() + Duration::from_secs(20);
    while value(&url, busy) == "0" {
        assert!(Instant::now() < deadline, "the busy session does not start");
    }
    kill_process(pid(home.postmaster()), Signal::KILL).unwrap();
    assert_eq!(value(&home.start(), "select 1"), "1");
    session.wait().unwrap();
}

#[test]
fn stop_right_after_kill_9() {
    let home = ServerHome::new();
    home.start();
    kill_process(pid(home.postmaster()), Signal::KILL).unwrap();
    assert_eq!(succeed(&mut home.db(&["stop"])), "it does not run");
}

#[test]
fn stale_lock_files_with_the_number_of_a_living_stranger() {
    let home = ServerHome::new();
    let url = home.start();
    let locks = [home.data().join("postmaster.pid"), home.path().join("pg/run/.s.PGSQL.5432.lock")];
    let texts = locks.each_ref().map(|file| fs::read_to_string(file).unwrap());
    let (uid, gid) = home.owner();
    succeed(&mut home.db(&["stop"]));

    // Of the same user as the server, or else PostgreSQL itself sees that it is a stranger.
    let mut sleep = Command::new("sleep");
    let mut stranger = sleep.arg("60").uid(uid).gid(gid).spawn().unwrap();
    for (file, text) in locks.iter().zip(texts) {
        let (_, rest) = text.split_once('\n').unwrap();
        fs::write(file, format!("{}\n{rest}", stranger.id())).unwrap();
        std::os::unix::fs::chown(file, Some(uid), Some(gid)).unwrap();
    }

    assert!(succeed(&mut home.db(&["status"])).contains("stopped"));
    assert_eq!(succeed(&mut home.db(&["stop"])), "it does not run");
    assert_eq!(home.start(), url);
    assert_eq!(value(&url, "select 1"), "1");
    assert!(test_kill_process(pid(stranger.id())).is_ok(), "the stranger was killed");
    stranger.kill().unwrap();
    stranger.wait().unwrap();
}

#[test]
fn an_interrupted_initdb_is_done_again() {
    let home = ServerHome::new();
    home.start();
    succeed(&mut home.db(&["stop"]));
    // As a kill between initdb and its last step leaves it.
    fs::rename(home.data(), home.path().join("pg/data.new")).unwrap();
    assert_eq!(value(&home.start(), "select current_database()"), "tierload");
    assert!(!home.path().join("pg/data.new").exists());
}

#[test]
fn a_server_that_cannot_start_says_why() {
    let home = ServerHome::new();
    home.start();
    succeed(&mut home.db(&["stop"]));
    let conf = home.data().join("postgresql.auto.conf");
    let mut file = fs::OpenOptions::new().append(true).open(conf).unwrap();
    writeln!(file, "shared_buffers = 'plenty'").unwrap();
    let error = fail(&mut home.db(&["start"]), 4);
    assert!(error.contains("shared_buffers") && error.contains("server.log"), "{error}");
}
