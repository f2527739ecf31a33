//! The same logs again, whatever became of them meanwhile.

use super::{TIME, World, numbers, read};
use std::fs;
use std::io::Write;

#[test]
fn the_same_folder_twice_changes_nothing() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.write("7", "a.log", &(read("/a/1", TIME) + "bad\n" + &read("/a/2", TIME)));
    world.write("8", "b.log.active", &read("/a/1", TIME + 1));
    let first = world.audit();
    assert_eq!(numbers(&first, &["events", "new_events", "rejected", "replayed"]), [4, 3, 1, 0]);
    let before = world.tables();
    let second = world.audit();
    assert_eq!(numbers(&second, &["events", "new_events", "rejected", "replayed"]), [4, 0, 0, 4]);
    assert_eq!(world.tables(), before);
    assert_eq!(world.db.value("select count(*) from tierload.audit_log"), "1");
}

#[test]
fn a_log_grows_and_is_renamed_when_it_is_closed() {
    let world = World::new();
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    world.audit();
    let mut file = fs::OpenOptions::new().append(true).open(&active).unwrap();
    file.write_all(read("/a/2", TIME).as_bytes()).unwrap();
    fs::rename(&active, world.log("7", "a.log")).unwrap();
    assert_eq!(numbers(&world.audit(), &["new_events", "replayed", "files_inserted"]), [1, 1, 1]);
    assert_eq!(world.db.value("select count(*) from tierload.lucid_audit_cursor"), "1");
}

#[test]
fn a_line_split_over_two_reads_is_applied_once() {
    let world = World::new();
    let line = read("/a/2", TIME);
    let (start, end) = line.split_at(30);
    let active = world.write("7", "a.log.active", &(read("/a/1", TIME) + start));
    assert_eq!(numbers(&world.audit(), &["new_events", "rejected"]), [1, 0]);
    let mut file = fs::OpenOptions::new().append(true).open(&active).unwrap();
    file.write_all(end.as_bytes()).unwrap();
    assert_eq!(numbers(&world.audit(), &["new_events", "rejected"]), [1, 0]);
    assert_eq!(numbers(&world.audit(), &["new_events", "replayed"]), [0, 2]);
}

#[test]
fn a_log_that_lost_its_end_is_not_applied_again() {
    let world = World::new();
    let lines = [read("/a/1", TIME), read("/a/2", TIME), read("/a/3", TIME)];
    let log = world.write("7", "a.log", &lines.concat());
    world.audit();
    let before = world.tables();
    fs::write(&log, &lines[0]).unwrap();
    let output = world.audit_command().output().unwrap();
    let run = super::balanced(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(numbers(&run, &["new_events"]), [0]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("a.log") && told.contains("were read"), "{told}");
    assert_eq!(world.tables(), before);
    // It comes back, and goes on.
    fs::write(&log, lines.concat() + &read("/a/4", TIME)).unwrap();
    assert_eq!(numbers(&world.audit(), &["new_events", "replayed", "files_inserted"]), [1, 3, 1]);
}

#[test]
fn another_log_under_the_name_of_one_is_read_from_its_start() {
    let world = World::new();
    let log = world.write("7", "a.log", &(read("/a/1", TIME) + &read("/a/2", TIME)));
    world.audit();
    fs::write(&log, read("/b/1", TIME + 9)).unwrap();
    assert_eq!(numbers(&world.audit(), &["new_events", "files_inserted"]), [1, 1]);
    assert_eq!(world.atime("/b/1"), (TIME + 9).to_string());
    let before = world.tables();
    assert_eq!(numbers(&world.audit(), &["new_events", "replayed"]), [0, 1]);
    assert_eq!(world.tables(), before);
}

#[test]
fn compressed_logs_and_logs_outside_of_a_filespace() {
    let world = World::new();
    let folder = world.path("copied");
    fs::create_dir(&folder).unwrap();
    let file = fs::File::create(folder.join("2026-06-25T20.29.18Z.log.gz")).unwrap();
    let mut gzip = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    gzip.write_all(read("/a/1", TIME).as_bytes()).unwrap();
    gzip.finish().unwrap();
    assert_eq!(numbers(&world.audit_of(&folder, &[]), &["new_events"]), [1]);
    assert_eq!(numbers(&world.audit_of(&folder, &[]), &["new_events", "replayed"]), [0, 1]);
    let single = folder.join("2026-06-25T20.29.18Z.log.gz");
    assert_eq!(numbers(&world.audit_of(&single, &[]), &["new_events", "replayed"]), [0, 1]);
}
