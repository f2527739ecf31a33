//! Servers that are restarted under a load, or come up after it.

use super::phases::{PHASES, Phase, hold};
use super::twins::{DAYS, Twins, tried_again};
use crate::support::{ServerHome, succeed};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read};
use std::time::{Duration, Instant};

/// What `pg_ctl stop -m immediate` does: no checkpoint, no farewell; the start after it recovers.
fn stop_immediately(home: &ServerHome) {
    let pid = Pid::from_raw(i32::try_from(home.postmaster()).unwrap()).unwrap();
    kill_process(pid, Signal::QUIT).unwrap();
    let began = Instant::now();
    while home.data().join("postmaster.pid").exists() {
        assert!(began.elapsed() < Duration::from_secs(30), "the server does not stop");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn an_immediate_restart_in_any_phase() {
    let home = ServerHome::new();
    let twins = Twins::on(&home.start(), 2000);
    for phase in PHASES {
        for day in DAYS {
            let share = format!("{phase:?}");
            let mut command = twins.scan(&share, day, &["--jobs", "2"]);
            let (child, _held) = hold(&twins, &share, &mut command, phase);
            stop_immediately(&home);
            home.start();
            tried_again(&child.wait_with_output().unwrap(), &(phase, day));
        }
    }
    twins.assert_same();
}

/// What is committed must be on the disk before the load counts on it, whatever the server's default is: a directory's
/// id, for instance, which is kept in memory.
#[test]
fn a_restart_where_commits_are_not_waited_for() {
    let home = ServerHome::new();
    let twins = Twins::on(&home.start(), 2000);
    for setting in ["synchronous_commit = off", "wal_writer_delay = '10s'"] {
        twins.db().execute(&format!("alter system set {setting}"));
    }
    twins.db().execute("select pg_reload_conf()");
    let mut command = twins.scan("s", 1, &["--jobs", "1"]);
    let (child, _held) = hold(&twins, "s", &mut command, Phase::Load);
    stop_immediately(&home);
    home.start();
    tried_again(&child.wait_with_output().unwrap(), &"synchronous_commit = off");
    twins.assert_same();
}

#[test]
fn a_server_that_comes_up_late() {
    let home = ServerHome::new();
    let twins = Twins::on(&home.start(), 400);
    for day in DAYS {
        let mut command = twins.scan("s", day, &[]);
        succeed(&mut home.db(&["stop"]));
        let mut child = command.spawn().unwrap();
        let mut told = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        told.read_line(&mut line).unwrap();
        assert!(line.ends_with("; trying again\n"), "{line}");
        home.start();
        let output = child.wait_with_output().unwrap();
        told.read_to_string(&mut line).unwrap();
        tried_again(&output, &line);
    }
    twins.assert_same();
}
