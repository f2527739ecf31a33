//! A CSV of updates of many batches, killed and two at once: the tables are those of one clean run.

use super::interrupted::filled;
use crate::support::{TIME, World, balanced, succeed};
use rustix::process::{Pid, Signal, kill_process};
use std::fmt::Write as _;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const ROWS: i64 = 2_000;

/// Files that are known, unknown and gone; with ids every seventh of which came before, in whatever batch.
fn csv(with_ids: bool) -> String {
    let mut csv = String::new();
    for n in 0..ROWS {
        let file = (n * 37) % 500;
        let _ = write!(csv, "/d{}/f{file},{}", file % 7, TIME + (n * 7_919) % 5_000);
        if with_ids {
            let _ = write!(csv, ",e{}", if n % 7 == 6 { n * 31 % n } else { n });
        }
        csv.push('\n');
    }
    csv
}

fn world(with_ids: bool) -> World {
    let world = filled();
    std::fs::write(world.path("u.csv"), csv(with_ids)).unwrap();
    world
}

fn audit(world: &World, batch_rows: &str) -> Command {
    let mut command = world.db.tierload();
    command.arg("audit").arg(world.path("u.csv")).args(["--share", "fs", "--json", "-q"]);
    command.args(["--batch-files", batch_rows]);
    command
}

fn spawn(world: &World) -> Child {
    audit(world, "40").stdout(Stdio::piped()).spawn().unwrap()
}

/// The tables after one run of one batch, and how many of the rows were new.
fn clean_run(with_ids: bool) -> (Vec<String>, i64) {
    let world = world(with_ids);
    let run = balanced(&succeed(&mut audit(&world, "1000000")));
    assert_eq!(run["events"], ROWS);
    assert_eq!(
        world.db.value("select count(*) from tierload_default.audit_log where action = 'audit batch'"),
        "1"
    );
    (world.tables(), run["new_events"].as_i64().unwrap())
}

fn killed_and_again(with_ids: bool) {
    let world = world(with_ids);
    let batches = || -> i64 {
        world
            .db
            .value("select count(*) from tierload_default.audit_log where action = 'audit batch'")
            .parse()
            .unwrap()
    };
    let (mut kills, mut kills_in_the_middle) = (0, 0);
    for attempt in 0..200 {
        let before = batches();
        let mut child = spawn(&world);
        // Ever later, since a busy machine may take long to come to its first batch.
        sleep(Duration::from_millis(10 + attempt * 37 % 200 + attempt * 5));
        if child.try_wait().unwrap().is_some() {
            break;
        }
        kill_process(Pid::from_child(&child), Signal::KILL).unwrap();
        child.wait().unwrap();
        kills += 1;
        kills_in_the_middle += i64::from(batches() > before);
    }
    let last = balanced(&succeed(&mut audit(&world, "40")));
    assert_eq!(last["events"], ROWS);
    assert_eq!(batches(), ROWS / 40, "each batch once");
    assert!(kills_in_the_middle > 0, "none of {kills} kills came between two batches");
    assert_eq!(world.tables(), clean_run(with_ids).0);
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn updates_with_ids_killed_at_any_moment_and_again() {
    killed_and_again(true);
}

#[test]
fn updates_without_ids_killed_at_any_moment_and_again() {
    killed_and_again(false);
}

#[test]
fn two_at_once_apply_each_update_once() {
    for with_ids in [true, false] {
        let world = world(with_ids);
        let (expected, distinct) = clean_run(with_ids);
        let mut new = 0;
        for child in [spawn(&world), spawn(&world), spawn(&world)] {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            new += balanced(&String::from_utf8(output.stdout).unwrap())["new_events"].as_i64().unwrap();
        }
        assert_eq!((new, world.tables()), (distinct, expected));
    }
}

#[test]
fn two_files_with_the_same_ids_at_once() {
    let world = world(true);
    let (_, distinct) = clean_run(true);
    // Other bytes, the same updates: only the ids tell.
    std::fs::write(world.path("v.csv"), format!("file_path,new_last_accessed,audit_event_id\n{}", csv(true)))
        .unwrap();
    let mut other = world.db.tierload();
    other.arg("audit").arg(world.path("v.csv")).args([
        "--share",
        "fs",
        "--json",
        "-q",
        "--batch-files",
        "60",
    ]);
    let children = [spawn(&world), other.stdout(Stdio::piped()).spawn().unwrap()];
    let new: i64 = children
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            balanced(std::str::from_utf8(&output.stdout).unwrap())["new_events"].as_i64().unwrap()
        })
        .iter()
        .sum();
    assert_eq!(new, distinct);
    let objects = "select string_agg(target_uri || access_count, ' ' order by target_uri) from tierload_default.tier_object";
    let clean = self::world(true);
    succeed(&mut audit(&clean, "1000000"));
    assert_eq!(world.db.value(objects), clean.db.value(objects));
    let ids = "select string_agg(audit_event_id, ' ' order by audit_event_id) from tierload_default.lucid_audit_processed";
    assert_eq!(world.db.value(ids), clean.db.value(ids));
}
