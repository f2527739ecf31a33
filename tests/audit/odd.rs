//! Events that say what no table can hold, and times earlier than a scan's: nothing of it stops what is good.

use crate::support::{TIME, World, fail, numbers, succeed};
use std::fs;

/// One line of a log: the access of a file, under an action of this name.
fn event(action: &str, path: &str, second: i64) -> String {
    crate::support::read(path, TIME + second).replace("FileRead", action)
}

#[test]
fn a_name_that_is_too_long_and_an_action_with_a_nul_stop_no_log() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    // No two bytes alike: an index could not press it.
    let mut random = fastrand::Rng::with_seed(7);
    let name: String = (0..4_000).map(|_| random.alphanumeric()).collect();
    let log = event("FileRead", &format!("/a/{name}"), 1)
        + &event("Strange\\u0000Thing", "/a/1", 2)
        + &event("FileRead", "/a/1", 3);
    world.write("n", "1.log", &log);
    let run = world.audit();
    assert_eq!(numbers(&run, ["new_events", "files_updated", "unusable_paths"]), [3, 1, 1]);
    assert_eq!(world.atime("/a/1"), (TIME + 3).to_string());
    assert_eq!(numbers(&world.audit(), ["new_events"]), [0]);
}

#[test]
fn an_update_that_no_table_can_hold_stops_no_other() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000)]);
    let (first, second) = (world.path("u1.csv"), world.path("u2.csv"));
    let name = "x".repeat(20_000);
    fs::write(&first, format!("/a/1,{TIME},e\01\n/a/1,{TIME},e2\n/a/{name},{TIME},e3\n")).unwrap();
    fs::write(&second, format!("/a/2,{TIME},e4\n")).unwrap();
    let mut audit = world.db.tierload();
    succeed(audit.arg("audit").args([&first, &second]).args(["--share", "fs", "-q", "--max-rejects", "1"]));
    assert_eq!([world.atime("/a/1"), world.atime("/a/2")], [TIME.to_string(), TIME.to_string()]);
}

/// Restored from a backup, a file has an earlier access time; what a log said of it before still holds.
#[test]
fn an_access_before_the_time_that_a_scan_saw_is_kept() {
    let world = World::new();
    world.scan(&[("/a/1", 1, TIME)]);
    world.write("n", "1.log", &event("FileRead", "/a/1", -10));
    world.audit();
    assert_eq!(world.atime("/a/1"), TIME.to_string());
    world.scan(&[("/a/1", 2, TIME - 100)]);
    assert_eq!(world.atime("/a/1"), (TIME - 10).to_string());
}

/// A folder becomes no file, however an event names it.
#[test]
fn an_event_that_names_a_folder_makes_no_file() {
    let world = World::new();
    world.scan(&[("/a/b/1", 1, 1_000)]);
    let log = event("FileRead", "/a", 1)
        + &event("FileWritten", "/a/b", 2)
        + &event("FileRead", "/a/new/", 3)
        + &event("FileRead", "/a/b/1/", 4)
        + &event("FileRead", "/a/2", 5);
    world.write("n", "1.log", &log);
    let counts = ["new_events", "folders_left_out", "unusable_paths", "files_inserted", "files_updated"];
    assert_eq!(numbers(&world.audit(), counts), [5, 2, 2, 1, 0]);
    assert_eq!(
        world.db.rows("select full_path from tierload_default.file_current order by 1"),
        ["/a/2", "/a/b/1"]
    );
}

/// That other logs were read before makes nothing of what is new.
#[test]
fn new_lines_that_are_all_rejected_fail_the_run_beside_logs_without_news() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.write("n", "1.log", &event("FileRead", "/a/1", 1));
    world.audit();
    world.write("n", "2.log", "dir_path,name\n/a,1\n");
    let message = fail(&mut world.audit_command(), 3);
    assert!(message.contains("of 2 new lines all were rejected"), "{message}");
    // They are read once, and the next run has nothing new.
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [0, 0]);
}
