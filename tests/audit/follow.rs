//! `--follow`: what is written meanwhile is loaded soon, until a signal.

use super::{TIME, World, balanced, read};
use rustix::process::{Pid, Signal, kill_process};
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

struct Following<'w> {
    world: &'w World,
    child: Option<Child>,
}

impl Following<'_> {
    fn start<'w>(world: &'w World, interval: &str) -> Following<'w> {
        let mut command = world.audit_command();
        command.args(["--follow", "--interval", interval]).stdout(Stdio::piped()).stderr(Stdio::piped());
        Following { world, child: Some(command.spawn().unwrap()) }
    }

    /// Waits until the file is known with this access time.
    fn wait_for(&self, path: &str, time: i64) {
        let started = Instant::now();
        while self.world.atime(path) != time.to_string() {
            assert!(started.elapsed() < Duration::from_secs(15), "{path} did not come within 15 s");
            sleep(Duration::from_millis(50));
        }
    }

    fn stop(mut self) -> (serde_json::Value, String) {
        let child = self.child.take().unwrap();
        kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", output.status);
        (balanced(&String::from_utf8(output.stdout).unwrap()), String::from_utf8(output.stderr).unwrap())
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

fn append(path: &Path, text: &str) {
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
