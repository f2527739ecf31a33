//! A log that was copied elsewhere is the same log.

use crate::support::{TIME, World, numbers, read};
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
