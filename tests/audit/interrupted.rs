//! Killed, stopped, and two at once: the tables are those of one clean run.

use crate::support::{TIME, World, balanced, read, succeed};
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const NODES: i64 = 6;
const EVENTS: i64 = 1_500;

/// A filespace with logs that share files, and objects to be warmed; some files are known, one is gone.
pub(super) fn filled() -> World {
    let world = World::new();
    let names: Vec<String> = (0..300).map(|n| format!("/d{}/f{n}", n % 7)).collect();
    let rows: Vec<(&str, i64, i64)> = names.iter().map(|name| (name.as_str(), 1, 1_000)).collect();
    world.scan(&rows);
    world.scan(&rows[1..]);
    world.plan_all();
    for node in 0..NODES {
        let line = |n: i64| {
            let file = (n * 37 + node * 11) % 500;
            read(&format!("/d{}/f{file}", file % 7), TIME + (n * 7919 + node) % 5_000)
        };
        world.write(&node.to_string(), "a.log", &(0..EVENTS).map(line).collect::<String>());
    }
    world
}

/// Many small transactions, so that there is much to interrupt.
fn small_batches(world: &World) -> Command {
    let mut command = world.audit_command();
    command.args(["--batch-files", "50", "--jobs", "2"]);
    command
}

fn spawn(world: &World) -> Child {
    small_batches(world).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

fn clean_run() -> Vec<String> {
    let world = filled();
    let run = world.audit();
    assert_eq!(run["new_events"], NODES * EVENTS);
    world.tables()
}

#[test]
fn killed_at_any_moment_and_again() {
    let world = filled();
    let mut kills = 0;
    for attempt in 0..200 {
        let mut child = spawn(&world);
        sleep(Duration::from_millis(20 + attempt * 13 % 150));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
        child.wait().unwrap();
        kills += 1;
    }
    succeed(&mut small_batches(&world));
    assert!(kills > 0, "nothing was killed");
    let batches: u32 = world
        .db
        .value("select count(*) from tierload_default.audit_log where action = 'audit batch'")
        .parse()
        .unwrap();
    assert!(batches > 5, "{batches} batches leave little to interrupt");
    assert_eq!(world.tables(), clean_run());
}

#[test]
fn two_at_once_apply_each_event_once() {
    let world = filled();
    let children = [spawn(&world), spawn(&world), spawn(&world)];
    let mut new = 0;
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        new += balanced(&String::from_utf8(output.stdout).unwrap())["new_events"].as_i64().unwrap();
    }
    assert_eq!(new, NODES * EVENTS);
    assert_eq!(world.tables(), clean_run());
}

#[test]
fn a_signal_ends_it_after_the_batch_in_hand() {
    let world = filled();
    let child = spawn(&world);
    while world.db.value("select count(*) from tierload_default.audit_log") == "0" {
        sleep(Duration::from_millis(2));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let output = child.wait_with_output().unwrap();
    // It may have been done already.
    assert!(matches!(output.status.code(), Some(0 | 130)), "{}", output.status);
    let stopped = balanced(&String::from_utf8(output.stdout).unwrap());
    let rest = balanced(&succeed(&mut small_batches(&world)));
    assert_eq!(rest["replayed"], stopped["new_events"]);
    assert_eq!(world.tables(), clean_run());
}
