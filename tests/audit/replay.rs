//! The same logs again, whatever became of them meanwhile.

use crate::support::{TIME, World, balanced, numbers, read, succeed};
use std::fs;
use std::io::Write;
use std::process::Stdio;

#[test]
fn the_same_folder_twice_changes_nothing() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.write("7", "a.log", &(read("/a/1", TIME) + "bad\n" + &read("/a/2", TIME)));
    world.write("8", "b.log.active", &read("/a/1", TIME + 1));
    let first = world.audit();
    assert_eq!(numbers(&first, ["events", "new_events", "rejected", "replayed"]), [4, 3, 1, 0]);
    let before = world.tables();
    let second = world.audit();
    assert_eq!(numbers(&second, ["events", "new_events", "rejected", "replayed"]), [4, 0, 0, 4]);
    assert_eq!(world.tables(), before);
    assert_eq!(world.db.value("select count(*) from tierload_default.audit_log"), "1");
}

#[test]
fn a_log_grows_and_is_renamed_when_it_is_closed() {
    let world = World::new();
    let active = world.write("7", "a.log.active", &read("/a/1", TIME));
    world.audit();
    let mut file = fs::OpenOptions::new().append(true).open(&active).unwrap();
    file.write_all(read("/a/2", TIME).as_bytes()).unwrap();
    fs::rename(&active, world.log("7", "a.log")).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed", "files_inserted"]), [1, 1, 1]);
    assert_eq!(world.db.value("select count(*) from tierload_default.lucid_audit_cursor"), "1");
}

#[test]
fn a_line_split_over_two_reads_is_applied_once() {
    let world = World::new();
    let line = read("/a/2", TIME);
    let (start, end) = line.split_at(30);
    let active = world.write("7", "a.log.active", &(read("/a/1", TIME) + start));
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [1, 0]);
    let mut file = fs::OpenOptions::new().append(true).open(&active).unwrap();
    file.write_all(end.as_bytes()).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [1, 0]);
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [0, 2]);
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
    let run = balanced(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(numbers(&run, ["new_events"]), [0]);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("a.log") && told.contains("were read"), "{told}");
    assert_eq!(world.tables(), before);
    // It comes back, and goes on.
    fs::write(&log, lines.concat() + &read("/a/4", TIME)).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed", "files_inserted"]), [1, 3, 1]);
}

#[test]
fn another_log_under_the_name_of_one_is_read_from_its_start() {
    let world = World::new();
    let log = world.write("7", "a.log", &(read("/a/1", TIME) + &read("/a/2", TIME)));
    world.audit();
    fs::write(&log, read("/b/1", TIME + 9)).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "files_inserted"]), [1, 1]);
    assert_eq!(world.atime("/b/1"), (TIME + 9).to_string());
    let before = world.tables();
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [0, 1]);
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
    assert_eq!(numbers(&world.audit_of(&folder, &[]), ["new_events"]), [1]);
    assert_eq!(numbers(&world.audit_of(&folder, &[]), ["new_events", "replayed"]), [0, 1]);
    let single = folder.join("2026-06-25T20.29.18Z.log.gz");
    assert_eq!(numbers(&world.audit_of(&single, &[]), ["new_events", "replayed"]), [0, 1]);
}

#[test]
fn another_log_is_noticed_when_it_has_outgrown_the_old_one() {
    let world = World::new();
    let log = world.write("7", "a.log", &(read("/a/1", TIME) + &read("/a/2", TIME)));
    world.audit();
    let other: String = (0..9).map(|n| read(&format!("/b/{n}"), TIME + 9)).collect();
    fs::write(&log, other).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected", "files_inserted"]), [9, 0, 9]);
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [0, 9]);
}

#[test]
fn another_log_is_read_once_by_processes_that_notice_it_at_once() {
    let world = World::new();
    let names: Vec<String> = (0..50).map(|n| format!("/a/{n}")).collect();
    world.scan(&names.iter().map(|name| (name.as_str(), 1, 1_000)).collect::<Vec<_>>());
    world.plan_all();
    let log = world.write("7", "a.log", &read("/a/0", TIME).repeat(700));
    world.audit();
    let other: String = (0..600).map(|n| read(&names[n % 50], TIME + 9)).collect();
    fs::write(&log, other).unwrap();
    let spawn = || {
        let mut command = world.audit_command();
        command.args(["--batch-files", "5", "--jobs", "1", "-q"]).stdout(Stdio::piped()).spawn().unwrap()
    };
    let new: i64 = [spawn(), spawn(), spawn()]
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            balanced(std::str::from_utf8(&output.stdout).unwrap())["new_events"].as_i64().unwrap()
        })
        .iter()
        .sum();
    assert_eq!(new, 600);
    assert_eq!(world.db.value("select sum(access_count) from tierload_default.tier_object"), "1300");
}

#[test]
fn a_closed_log_that_is_not_all_there_yet_loses_nothing() {
    let world = World::new();
    let lines = [read("/a/1", TIME), read("/a/2", TIME), read("/a/3", TIME)].concat();
    for (cut, new_events) in
        [(lines.len() / 2, 1), (lines.len() - 9, 1), (lines.len() - 1, 1), (lines.len(), 0)]
    {
        let log = world.write("7", "a.log", &lines[..cut]);
        let output = world.audit_command().output().unwrap();
        let run = balanced(&String::from_utf8(output.stdout).unwrap());
        assert_eq!(numbers(&run, ["new_events", "rejected"]), [new_events, 0], "{cut} bytes");
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(told.contains("in the middle of the line at byte"), cut < lines.len() - 1, "{told}");
        fs::remove_file(log).unwrap();
    }
    assert_eq!(world.db.value("select count(*) from tierload_default.file_state"), "3");
}

#[test]
fn a_log_by_two_paths_is_read_once_and_by_two_shares_for_each() {
    let world = World::new();
    let log = world.write("7", "a.log", &(read("/a/1", TIME) + &read("/a/2", TIME)));
    let link = world.path("link");
    std::os::unix::fs::symlink(log.parent().unwrap(), &link).unwrap();
    let mut command = world.audit_command();
    command.arg(&log).arg(&link).arg(world.path(".lucid_audit/7/../7"));
    assert_eq!(numbers(&balanced(&succeed(&mut command)), ["new_events", "files_read"]), [2, 1]);
    assert_eq!(numbers(&world.audit_of(&link, &[]), ["new_events", "replayed"]), [0, 2]);
    let other = || {
        let mut command = world.db.tierload();
        command.arg("audit").arg(&log).args(["--share", "other", "--create-share", "--json"]);
        balanced(&succeed(&mut command))
    };
    assert_eq!(numbers(&other(), ["new_events", "files_inserted"]), [2, 2]);
    assert_eq!(numbers(&other(), ["new_events", "replayed"]), [0, 2]);
}

#[test]
fn a_log_that_is_compressed_goes_on_where_it_was() {
    let world = World::new();
    let lines = [read("/a/1", TIME), read("/a/2", TIME)];
    let active = world.write("7", "a.log.active", &lines[0]);
    assert_eq!(numbers(&world.audit(), ["new_events"]), [1]);
    fs::remove_file(active).unwrap();
    let whole = zstd::encode_all(lines.concat().as_bytes(), 1).unwrap();
    let zipped = world.log("7", "a.log.zst");
    // Not all there yet: what can be read of it was read before.
    fs::write(&zipped, &whole[..whole.len() / 2]).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [0, 0]);
    fs::write(&zipped, whole).unwrap();
    assert_eq!(numbers(&world.audit(), ["new_events", "replayed"]), [1, 1]);
}

#[test]
fn a_rejected_line_is_not_looked_at_again() {
    let world = World::new();
    world.write("7", "a.log", &(read("/a/1", TIME) + &read("/a/2", 4_000_000_000)));
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [1, 1]);
    let run = balanced(&succeed(world.audit_command().args(["--max-skew", "40000d"])));
    assert_eq!(numbers(&run, ["new_events", "replayed", "rejected"]), [0, 2, 0]);
    assert_eq!(world.db.value("select sum((detail->'rejected'->>'time too far ahead of the clock')::int) from tierload_default.audit_log"), "1");
}
