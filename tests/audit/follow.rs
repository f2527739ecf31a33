//! `--follow`: what is written meanwhile is loaded soon, until a signal.

use crate::support::{TIME, World, balanced, read};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::NamedTempFile;

pub(super) struct Following<'w> {
    world: &'w World,
    child: Option<Child>,
    /// What it says: a file, so that it can be read while it runs, and not in the filespace, where it would wake it.
    told: NamedTempFile,
}

impl Following<'_> {
    pub(super) fn start<'w>(world: &'w World, interval: &str) -> Following<'w> {
        Following::start_with(world, interval, &[])
    }

    pub(super) fn start_with<'w>(world: &'w World, interval: &str, flags: &[&str]) -> Following<'w> {
        let mut command = world.audit_command();
        command.args(flags);
        let told = NamedTempFile::new().unwrap();
        command.args(["--follow", "--interval", interval]).stdout(Stdio::piped());
        command.stderr(told.reopen().unwrap());
        Following { world, child: Some(command.spawn().unwrap()), told }
    }

    /// Waits until the file is known with this access time.
    pub(super) fn wait_for(&self, path: &str, time: i64) {
        let started = Instant::now();
        while self.world.atime(path) != time.to_string() {
            let told = self.told();
            assert!(started.elapsed() < Duration::from_secs(15), "{path} did not come within 15 s: {told}");
            sleep(Duration::from_millis(50));
        }
    }

    pub(super) fn told(&self) -> String {
        fs::read_to_string(self.told.path()).unwrap()
    }

    /// Waits until it has said this.
    pub(super) fn wait_until_told(&self, text: &str) {
        let started = Instant::now();
        while !self.told().contains(text) {
            assert!(started.elapsed() < Duration::from_secs(15), "no {text:?} in {}", self.told());
            sleep(Duration::from_millis(50));
        }
    }

    /// Whether the process that was started still runs.
    pub(super) fn is_alive(&mut self) -> bool {
        self.child.as_mut().unwrap().try_wait().unwrap().is_none()
    }

    pub(super) fn stop(mut self) -> (serde_json::Value, String) {
        let child = self.child.take().unwrap();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = self.told();
        assert!(output.status.success(), "{}: {told}", output.status);
        (balanced(&String::from_utf8(output.stdout).unwrap()), told)
    }
}

impl Drop for Following<'_> {
    fn drop(&mut self) {
        if let Some(child) = &mut self.child {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

pub(super) fn append(path: &Path, text: &str) {
    OpenOptions::new().append(true).create(true).open(path).unwrap().write_all(text.as_bytes()).unwrap();
}

#[test]
fn changes_wake_it_and_rotation_loses_nothing() {
    let world = World::new();
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    // The interval alone would be too late.
    let following = Following::start(&world, "10m");
    following.wait_for("/a/1", TIME);
    append(&active, &read("/a/2", TIME));
    following.wait_for("/a/2", TIME);
    append(&active, &read("/a/3", TIME));
    fs::rename(&active, world.log("7", "a.log")).unwrap();
    append(&world.log("7", "b.log.active"), &read("/a/4", TIME));
    following.wait_for("/a/3", TIME);
    following.wait_for("/a/4", TIME);
    append(&world.log("8", "a.log.active"), &read("/a/5", TIME));
    following.wait_for("/a/5", TIME);
    let (run, told) = following.stop();
    assert_eq!(run["new_events"], 5);
    assert!(told.contains("lag"), "{told}");
}

#[test]
fn the_interval_finds_what_nobody_told() {
    let world = World::new();
    world.write("7", "a.log.active", &read("/a/1", TIME));
    let following = Following::start(&world, "1s");
    following.wait_for("/a/1", TIME);
    // The folder vanishes and comes back; the log is another one then.
    let folder = world.path(".lucid_audit");
    fs::remove_dir_all(&folder).unwrap();
    sleep(Duration::from_millis(1_500));
    let log = world.write("7", "a.log.active", &(read("/a/1", TIME) + &read("/a/2", TIME)));
    following.wait_for("/a/2", TIME);
    fs::write(&log, "").unwrap();
    sleep(Duration::from_millis(1_500));
    append(&log, &read("/b/1", TIME));
    following.wait_for("/b/1", TIME);
    assert_eq!(following.stop().0["new_events"], 3);
}

#[test]
fn a_lost_connection_is_made_again() {
    let world = World::new();
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    let following = Following::start(&world, "1s");
    following.wait_for("/a/1", TIME);
    world.db.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity
         where datname = current_database() and pid <> pg_backend_pid()",
    );
    append(&active, &read("/a/2", TIME));
    following.wait_for("/a/2", TIME);
    assert_eq!(following.stop().0["new_events"], 2);
}

#[test]
fn new_months_and_nodes_are_found() {
    let world = World::new();
    world.write("7", "2026-06-30T20.29.18Z.log", &read("/a/1", TIME));
    let following = Following::start(&world, "10m");
    following.wait_for("/a/1", TIME);
    for (folder, day, path) in [
        ("7/2026/07", "2026-07-01", "/a/2"),
        ("7/2027/01/05", "2027-01-05", "/a/3"),
        ("9/2027/01", "2027-01-05", "/a/4"),
    ] {
        let folder = world.path(".lucid_audit").join(folder);
        fs::create_dir_all(&folder).unwrap();
        append(&folder.join(format!("{day}T20.29.18Z.log.active")), &read(path, TIME));
        following.wait_for(path, TIME);
    }
    assert_eq!(following.stop().0["new_events"], 4);
}

#[test]
fn the_lag_is_said_and_short() {
    let world = World::new();
    let active = world.write("7", "a.log.active", "");
    let following = Following::start(&world, "10m");
    for round in 0..5 {
        let now = jiff::Timestamp::now().as_second();
        append(&active, &read(&format!("/a/{round}"), now));
        following.wait_for(&format!("/a/{round}"), now);
    }
    let (run, told) = following.stop();
    assert!(run["lag_s"].as_i64().is_some_and(|lag| lag < 15), "{run}");
    let lags: Vec<i64> = told
        .lines()
        .filter_map(|line| line.split_once(", lag ")?.1.strip_suffix(" s")?.parse().ok())
        .collect();
    assert_eq!(lags.len(), 5, "{told}");
    assert!(lags.iter().all(|lag| *lag < 15), "{told}");
}
