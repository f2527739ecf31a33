//! What one event does to the tables.

use crate::support::{TIME, World, balanced, event, fail, numbers, read, succeed};

#[test]
fn a_share_that_was_never_scanned() {
    let world = World::new();
    let log = read("/a/b.MOV", TIME) + &event("FileCreate", "/c", TIME + 1) + &event("Move", "/a/x", TIME);
    world.write("7", "2026-06-25T20.29.18Z.log", &log);
    let run = world.audit();
    assert_eq!(numbers(&run, ["events", "new_events", "access_events", "files_inserted"]), [3, 3, 1, 2]);
    assert_eq!(run["by_action"]["Move"], 1);
    let row = "select concat_ws('|', size_bytes, mtime_unix, atime_unix, file_extension, last_accessed_source,
        first_seen_scan_id, last_seen_scan_id, (created_utc is not null)) from tierload_default.file_current where full_path = '/a/b.MOV'";
    assert_eq!(world.db.value(row), format!("{TIME}|mov|lucidlink_audit|t"));
    assert_eq!(world.atime("/c"), (TIME + 1).to_string());
    assert_eq!(world.db.value("select src_type from tierload_default.share"), "LucidLink");
}

#[test]
fn a_share_whose_name_has_a_typo_is_not_made() {
    let world = World::new();
    world.scan(&[("/a/b", 5, 1_000)]);
    let log = world.write("7", "a.log", &read("/a/b", TIME));
    let mut audit = world.db.tierload();
    let told = fail(audit.arg("audit").arg(log).args(["--share", "fz"]), 2);
    assert!(told.contains("tenant default has no share fz;") && told.contains("--create-share"), "{told}");
    assert_eq!(world.db.value("select string_agg(share_name, ',') from tierload_default.share"), "fs");
}

#[test]
fn a_scan_fills_in_what_a_log_could_not_know() {
    let world = World::new();
    world.write("7", "a.log", &read("/a/b", TIME));
    world.audit();
    world.scan(&[("/a/b", 5, 1_000), ("/a/c", 6, 1_000)]);
    let row = "select concat_ws('|', size_bytes, atime_unix, last_seen_scan_id is not null) from tierload_default.file_current";
    assert_eq!(world.db.value(&format!("{row} where full_path = '/a/b'")), format!("5|{TIME}|t"));
    assert_eq!(world.db.value("select count(*) from tierload_default.file_current"), "2");
}

#[test]
fn the_later_time_stays() {
    let world = World::new();
    world.scan(&[("/a/old", 1, TIME - 10), ("/a/new", 1, TIME + 10)]);
    world.write("7", "a.log", &(read("/a/old", TIME) + &read("/a/new", TIME)));
    let run = world.audit();
    // What the log said is kept of both: a later scan may see an earlier time.
    assert_eq!(numbers(&run, ["files_updated", "files_inserted"]), [2, 0]);
    assert_eq!(world.atime("/a/old"), TIME.to_string());
    assert_eq!(world.atime("/a/new"), (TIME + 10).to_string());
    // Nor does a rescan turn it back.
    world.scan(&[("/a/old", 2, TIME - 10), ("/a/new", 1, TIME + 10)]);
    assert_eq!(world.atime("/a/old"), TIME.to_string());
}

#[test]
fn a_file_whose_access_time_nobody_knows_is_not_accessed_by_being_made() {
    let world = World::new();
    // 0 is unknown.
    world.scan(&[("/a/made", 1, 0), ("/a/read", 1, 0)]);
    world.write("7", "a.log", &(event("FileCreate", "/a/made", TIME) + &read("/a/read", TIME)));
    assert_eq!(numbers(&world.audit(), ["files_updated", "files_inserted"]), [1, 0]);
    let sources =
        "select name, atime_unix, last_accessed_source from tierload_default.file_current order by name";
    assert_eq!(
        world.db.rows(sources),
        ["made|-|initial_scan".to_owned(), format!("read|{TIME}|lucidlink_audit")]
    );
}

#[test]
fn nodes_interleave_in_any_order() {
    let world = World::new();
    world.scan(&[("/a/f", 1, 1_000)]);
    world.write("1", "a.log", &(read("/a/f", TIME + 50) + &read("/a/f", TIME)));
    world.write("2", "a.log", &(read("/a/f", TIME + 20) + &read("/a/f", TIME + 30)));
    assert_eq!(numbers(&world.audit(), ["new_events", "files_updated", "files_read"]), [4, 1, 2]);
    assert_eq!(world.atime("/a/f"), (TIME + 50).to_string());
}

#[test]
fn decomposed_names_meet_composed_ones() {
    let world = World::new();
    world.scan(&[("/caf\u{e9}/\u{e9}t\u{e9}.mov", 1, 1_000)]);
    world.write("7", "a.log", &read("/cafe\u{301}/e\u{301}te\u{301}.mov", TIME));
    assert_eq!(numbers(&world.audit(), ["files_updated", "files_inserted"]), [1, 0]);
    assert_eq!(world.db.value("select count(*) from tierload_default.file_state"), "1");
}

#[test]
fn a_scan_of_the_mounted_filespace_meets_its_logs() {
    let world = World::new();
    let csv = world.path("scan.csv");
    std::fs::write(
        &csv,
        "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\nL:\\a,b.mov,1,1000,1000,1000,\n",
    )
    .unwrap();
    let mut scan = world.db.tierload();
    succeed(scan.arg("scan").arg(&csv).args(["--share", "fs", "--root", "L:\\", "-q"]));
    world.write("7", "a.log", &read("/a/b.mov", TIME));
    assert_eq!(numbers(&world.audit(), ["files_updated", "files_inserted"]), [1, 0]);
}

#[test]
fn times_of_every_form() {
    let world = World::new();
    let times = ["1779987033841040", "1779987033841", "\"2026-05-28T16:50:33Z\"", "\"1779987033841040\""];
    let line = |(n, time): (usize, &&str)| {
        format!(
            "{{\"timestamp\":{time},\"operation\":{{\"action\":\"FileRead\",\"entryPath\":\"/f{n}\"}}}}\n"
        )
    };
    world.write("7", "a.log", &times.iter().enumerate().map(line).collect::<String>());
    assert_eq!(numbers(&world.audit(), ["new_events", "files_inserted"]), [4, 4]);
    let distinct =
        "select count(distinct atime_unix) || ' ' || max(atime_unix) from tierload_default.file_current";
    assert_eq!(world.db.value(distinct), format!("1 {TIME}"));
}

#[test]
fn lines_that_are_no_events_are_named_and_counted() {
    let world = World::new();
    let long = format!("{{\"x\":\"{}\"}}\n", "x".repeat(2 << 20));
    let log = read("/a", TIME)
        + "nonsense\n\n"
        + "{\"timestamp\":1779987033000000}\n"
        + "{\"timestamp\":1779987033000000,\"operation\":null}\n"
        + "{\"timestamp\":300000000,\"operation\":{\"action\":\"FileRead\",\"entryPath\":\"/b\"}}\n"
        + &read("/c", 4_000_000_000)
        + &long
        + &event("FileTeleport", "/d", TIME)
        + "{\"timestamp\":1779987033000000,\"operation\":{\"action\":\"Pin\"},\"user\":null}\n";
    world.write("7", "a.log", &log);
    let output = world.audit_command().output().unwrap();
    let run = balanced(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(numbers(&run, ["events", "new_events", "rejected", "files_inserted"]), [9, 3, 6, 1]);
    assert_eq!(
        (run["by_action"]["FileTeleport"].as_u64(), run["by_action"]["Pin"].as_u64()),
        (Some(1), Some(1))
    );
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("a.log, line 2, byte") && told.contains("not a JSON object"), "{told}");
    assert!(told.contains("line too long") && told.contains("time before 1980"), "{told}");
    let noted = "select detail->'rejected'->>'not a JSON object' from tierload_default.audit_log";
    assert_eq!(world.db.value(noted), "1");
}

#[test]
fn a_line_of_100_mb_takes_no_more_memory() {
    let world = World::new();
    let log = read("/a", TIME) + &"x".repeat(100 << 20) + "\n" + &read("/b", TIME);
    world.write("7", "a.log", &log);
    // 2 GB of address space would not do for reading it whole several times over; the heap is what counts.
    let script = "ulimit -d 300000; exec \"$0\" \"$@\"";
    let audit = world.audit_command();
    let mut limited = std::process::Command::new("/bin/sh");
    limited.args(["-c", script]).arg(audit.get_program()).args(audit.get_args());
    limited.env("DATABASE_URL", world.db.url()).env("RAYON_NUM_THREADS", "2").args(["--jobs", "2"]);
    let run = balanced(&succeed(&mut limited));
    assert_eq!(numbers(&run, ["new_events", "rejected"]), [2, 1]);
}

#[test]
fn the_logs_own_folder_is_skipped() {
    let world = World::new();
    world.write(
        "7",
        "a.log",
        &(read("/.lucid_audit/7/2026/06/x.log", TIME) + &read("/.lucid_audits/x", TIME)),
    );
    assert_eq!(numbers(&world.audit(), ["new_events", "files_inserted", "access_events"]), [2, 1, 1]);
}

#[test]
fn a_removed_file_stays_removed_until_a_scan_finds_it() {
    let world = World::new();
    world.scan(&[("/a/gone", 1, 1_000), ("/a/here", 1, 1_000)]);
    world.scan(&[("/a/here", 1, 1_000)]);
    world.plan_all();
    world.write("7", "a.log", &(read("/a/gone", TIME) + &read("/a/here", TIME)));
    let output = world.audit_command().output().unwrap();
    let run = balanced(&String::from_utf8(output.stdout).unwrap());
    assert_eq!(numbers(&run, ["removed_accessed", "files_updated", "files_inserted"]), [1, 1, 0]);
    assert_eq!(numbers(&run, ["tier_objects_warmed"]), [2]);
    assert_eq!(world.db.value("select string_agg(name, ',') from tierload_default.file_removed"), "gone");
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("1 files were accessed that the last scan did not find")
    );
    let noted =
        "select detail->>'removed_accessed' from tierload_default.audit_log where action = 'audit batch'";
    assert_eq!(world.db.value(noted), "1");
    // It was only missed: what was read of it meanwhile is not lost.
    world.scan(&[("/a/gone", 1, 1_000), ("/a/here", 1, 1_000)]);
    assert_eq!(world.atime("/a/gone"), TIME.to_string());
}

#[test]
fn other_actions_can_be_accesses() {
    let world = World::new();
    world.scan(&[("/a/f", 1, 1_000)]);
    world.write("7", "a.log", &(event("Pin", "/a/f", TIME) + &event("Pin", "/a/folder", TIME)));
    let run = balanced(&succeed(world.audit_command().args(["--access-actions", "FileRead,Pin"])));
    // What is pinned may be a folder: no file is made of it.
    assert_eq!(numbers(&run, ["access_events", "files_updated", "files_inserted"]), [2, 1, 0]);
}

#[test]
fn mistakes_are_said_and_change_nothing() {
    let world = World::new();
    let told = fail(world.audit_command().args(["--tenant", "acme"]), 2);
    assert!(told.contains("tierload tenant add acme"), "{told}");
    let told = fail(&mut world.audit_command(), 3);
    assert!(told.contains("no audit log"), "{told}");
    let told = fail(world.audit_command().args(["--access-actions", "FileRed"]), 2);
    assert!(told.contains("FileRed"), "{told}");
    world.write("7", "a.log", &read("/a", TIME));
    assert_eq!(world.db.value("select count(*) from tierload_default.audit_log"), "0");
    succeed(world.audit_command().args(["--volume", "vol-9"]));
    assert_eq!(world.db.value("select volume_id from tierload_default.share"), "vol-9");
}
