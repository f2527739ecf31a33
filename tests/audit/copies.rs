//! A log that was copied elsewhere is the same log.

use crate::support::{TIME, World, fail, fail_having_told, numbers, read, succeed};
use serde_json::Value;
use std::fs;
use std::path::PathBuf;

/// A folder outside of the filespace, with a log of this name.
fn elsewhere(world: &World, folder: &str, text: &str) -> PathBuf {
    let folder = world.path(folder);
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join("2026-06-01.log");
    fs::write(&path, text).unwrap();
    path
}

fn world() -> World {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.plan_all();
    world
}

fn accesses(world: &World) -> String {
    world.db.value("select sum(access_count) from tierload_default.tier_object")
}

#[test]
fn a_copy_is_read_on_from_where_the_log_was_read() {
    let world = world();
    let log = read("/a/1", TIME) + &read("/a/1", TIME + 1);
    world.write("7", "2026-06-01.log", &log);
    assert_eq!(numbers(&world.audit(), ["new_events"]), [2]);
    let copy = elsewhere(&world, "backup", &log);
    assert_eq!(numbers(&world.audit_of(&copy, &[]), ["new_events", "replayed"]), [0, 2]);
    elsewhere(&world, "backup", &(log + &read("/a/1", TIME + 2)));
    assert_eq!(numbers(&world.audit_of(&copy, &[]), ["new_events", "replayed"]), [1, 2]);
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [0, 3]);
    assert_eq!(accesses(&world), "3");
}

#[test]
fn of_copies_in_one_run_each_event_counts_once() {
    let log = read("/a/1", TIME) + &read("/a/1", TIME + 1);
    let longer = log.clone() + &read("/a/1", TIME + 2);
    for [first, second] in [[&log, &longer], [&longer, &log]] {
        let world = world();
        elsewhere(&world, "both/x", first);
        elsewhere(&world, "both/y", second);
        for new in [3, 0] {
            assert_eq!(numbers(&world.audit_of(&world.path("both"), &[]), ["new_events"]), [new]);
        }
        assert_eq!(accesses(&world), "3");
    }
}

#[test]
fn another_log_of_the_same_name_is_another_log() {
    let world = world();
    elsewhere(&world, "both/x", &read("/a/1", TIME));
    elsewhere(&world, "both/y", &(read("/a/1", TIME + 1) + &read("/a/1", TIME)));
    assert_eq!(numbers(&world.audit_of(&world.path("both"), &[]), ["new_events"]), [3]);
    assert_eq!(accesses(&world), "3");
}

/// Restored under another node's folder, or under another name.
#[test]
fn a_log_that_begins_as_one_of_another_node_or_name_is_asked_about() {
    let world = world();
    let log = read("/a/1", TIME) + &read("/a/1", TIME + 1);
    world.write("7", "2026-06-01.log", &log);
    world.audit();
    let copies = [
        world.write("8", "2026-06-01.log", &(log.clone() + &read("/a/1", TIME + 2))),
        world.write("7", "2026-06-01 (1).log", &log),
    ];
    world.write("8", "2026-06-02.log", &read("/a/1", TIME + 3));
    let (told, message) = fail_having_told(&mut world.audit_command(), 3);
    for copy in &copies {
        let said = format!(
            "{}: begins with the same line as log 2026-06-01 of node 7, and is left out",
            copy.display()
        );
        assert!(message.contains(&said), "{message}");
    }
    assert!(
        message.contains("and 1 more logs may be copies") && message.contains("--read-copies"),
        "{message}"
    );
    // Other logs are read all the same, and told.
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(numbers(&told, ["new_events", "exit_code"]), [1, 3]);
    assert_eq!(accesses(&world), "3");
    fail(&mut world.audit_command(), 3);
    assert_eq!(accesses(&world), "3");
    // Once somebody says that they are logs of their own, they are.
    succeed(world.audit_command().arg("--read-copies"));
    assert_eq!(accesses(&world), "8");
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [0, 8]);
}

#[test]
fn of_two_nodes_in_one_run_one_is_asked_about() {
    let world = world();
    for node in ["7", "8"] {
        world.write(node, "2026-06-01.log", &read("/a/1", TIME));
    }
    assert!(fail(&mut world.audit_command(), 3).contains("may be copies"));
    assert_eq!(accesses(&world), "1");
}

#[test]
fn a_log_that_was_read_elsewhere_first_is_read_on_in_its_node() {
    let world = world();
    let log = read("/a/1", TIME) + &read("/a/1", TIME + 1);
    let copy = elsewhere(&world, "backup", &log);
    assert_eq!(numbers(&world.audit_of(&copy, &[]), ["new_events"]), [2]);
    world.write("7", "2026-06-01.log", &(log + &read("/a/1", TIME + 2)));
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [1, 2]);
    assert_eq!(accesses(&world), "3");
}
