//! The CSV of updates that agents send.

use crate::support::{HEADER, TIME, World, fail, numbers, succeed};
use std::fs;
use std::io::Write;

#[test]
fn an_id_is_applied_once_whatever_file_it_comes_in() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    let csv = world.path("u1.csv");
    let rows = format!(
        "file_path,new_last_accessed,audit_event_id\n/a/1,{TIME},e1\n/a/2,{TIME},e2\n/a/1,{TIME},e1\n,1,\n"
    );
    fs::write(&csv, &rows).unwrap();
    let one_reject = ["--max-rejects", "1"];
    let run = world.audit_of(&csv, &one_reject);
    assert_eq!(numbers(&run, ["events", "new_events", "replayed", "rejected"]), [4, 2, 1, 1]);
    assert_eq!(numbers(&run, ["files_updated", "files_inserted", "access_events"]), [1, 1, 2]);
    let before = world.tables();
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed"]), [0, 4]);
    assert_eq!(world.tables(), before);
    let other = world.path("u2.csv");
    fs::write(&other, rows + &format!("/a/3,{TIME},e3\n")).unwrap();
    assert_eq!(
        numbers(&world.audit_of(&other, &one_reject), ["new_events", "replayed", "rejected"]),
        [1, 3, 1]
    );
}

#[test]
fn a_row_without_an_id_is_known_by_its_file() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.plan_all();
    let csv = world.path("u.csv");
    fs::write(&csv, format!("/a/1,{TIME}\n/a/1,{TIME}\n")).unwrap();
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "tier_objects_warmed"]), [2, 1]);
    fs::rename(&csv, world.path("v.csv")).unwrap();
    assert_eq!(numbers(&world.audit_of(&world.path("v.csv"), &[]), ["new_events", "replayed"]), [0, 2]);
    assert_eq!(world.db.value("select access_count from tierload_default.tier_object"), "2");
}

#[test]
fn paths_are_as_the_share_has_them() {
    let world = World::new();
    let csv = world.path("scan.csv");
    let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn\n";
    fs::write(&csv, format!("{header}\\\\nas\\p\\a,b.mov,1,1000,1000,1000,\n")).unwrap();
    let mut scan = world.db.tierload();
    succeed(scan.arg("scan").arg(&csv).args(["--share", "fs", "--root", r"\\nas\p", "-q"]));
    let updates = world.path("u.csv");
    fs::write(&updates, format!("\\\\nas\\p\\a\\b.mov,{TIME},e1\n\\\\elsewhere\\x,{TIME},e2\n")).unwrap();
    assert_eq!(
        numbers(
            &world.audit_of(&updates, &["--max-rejects", "1"]),
            ["files_updated", "files_inserted", "rejected"]
        ),
        [1, 0, 1]
    );
}

#[test]
fn old_partitions_are_dropped() {
    let world = World::new();
    let csv = world.path("u.csv");
    fs::write(&csv, format!("/a/1,{TIME},e1\n")).unwrap();
    world.audit_of(&csv, &[]);
    world.db.execute(
        "create table tierload_default.lucid_audit_processed_200001 partition of tierload_default.lucid_audit_processed
         for values from ('2000-01-01T00:00:00Z') to ('2000-02-01T00:00:00Z');
         alter table tierload_default.lucid_audit_processed_200001 owner to tierload_loader",
    );
    fs::write(&csv, format!("/a/1,{TIME},e2\n")).unwrap();
    world.audit_of(&csv, &[]);
    assert_eq!(
        world.db.value("select to_regclass('tierload_default.lucid_audit_processed_200001') is null"),
        "t"
    );
    assert_eq!(
        world.db.value(
            "select count(*) from pg_inherits where inhparent = 'tierload_default.lucid_audit_processed'::regclass"
        ),
        "2"
    );
}

#[test]
fn a_file_of_which_nothing_can_be_used_is_refused() {
    let world = World::new();
    let dump = world.path("dump.csv");
    fs::write(&dump, "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/a,1,1,1000,1000,1000\n")
        .unwrap();
    let mut audit = world.db.tierload();
    let told = fail(audit.arg("audit").arg(&dump).args(["--share", "fs", "--create-share", "--json"]), 3);
    assert!(told.contains("all of 2 lines were rejected") && told.contains("tierload scan"), "{told}");
    world.write("7", "a.log", "no event\n");
    assert!(fail(&mut world.audit_command(), 3).contains("of 1 new lines all were rejected"));
    // One new line that can be used is enough.
    let log = world.write("7", "b.log", &(crate::support::read("/a/1", TIME) + "no event\n"));
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [1, 1]);
    let text = fs::read_to_string(&log).unwrap() + "neither\n";
    fs::write(&log, text).unwrap();
    assert!(fail(&mut world.audit_command(), 3).contains("of 1 new lines all were rejected"));
    assert_eq!(numbers(&world.audit(), ["new_events", "rejected"]), [0, 0]);
}

#[test]
fn an_update_of_a_folder_makes_no_file() {
    let world = World::new();
    world.scan(&[("/a/b/c", 1, TIME), ("/top", 1, TIME)]);
    let csv = world.path("u.csv");
    // A folder, one above it, a file that is not known yet, and a known one.
    let paths = ["/a/b", "/a", "/a/b/new", "/a/b/c"];
    fs::write(&csv, paths.map(|path| format!("{path},{}\n", TIME + 9)).concat()).unwrap();
    let run = world.audit_of(&csv, &[]);
    assert_eq!(numbers(&run, ["folders_left_out", "files_inserted", "files_updated"]), [2, 1, 1]);
    let files = "select string_agg(full_path, ' ' order by full_path) from tierload_default.file_current";
    assert_eq!(world.db.value(files), "/a/b/c /a/b/new /top");
}

#[test]
fn a_csv_is_the_same_when_it_is_compressed() {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000)]);
    world.plan_all();
    let rows = format!("/a/1,{TIME}\n/a/1,{}\n", TIME + 1);
    let [plain, gzip, zst] = ["u.csv", "u.csv.gz", "copy.csv.zst"].map(|name| world.path(name));
    fs::write(&plain, &rows).unwrap();
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(rows.as_bytes()).unwrap();
    fs::write(&gzip, encoder.finish().unwrap()).unwrap();
    fs::write(&zst, zstd::encode_all(rows.as_bytes(), 0).unwrap()).unwrap();
    assert_eq!(numbers(&world.audit_of(&gzip, &[]), ["new_events", "replayed"]), [2, 0]);
    for again in [&plain, &gzip, &zst] {
        assert_eq!(numbers(&world.audit_of(again, &[]), ["new_events", "replayed"]), [0, 2], "{again:?}");
    }
    assert_eq!(world.db.value("select access_count from tierload_default.tier_object"), "2");
}

#[test]
fn an_audit_that_comes_to_nothing_leaves_the_share_to_its_first_scan() {
    let world = World::new();
    let of_share = |args: &[&str]| {
        let mut command = world.db.tierload();
        command.args(args).args(["--share", "fs"]);
        command
    };
    let (nowhere, csv, dump) = (world.path("nowhere.log"), world.path("u.csv"), world.path("dump.csv"));
    fs::write(&csv, "/a/1,yesterday\n/a/2,today\n").unwrap();
    for input in [&nowhere, &csv] {
        fail(&mut of_share(&["audit", input.to_str().unwrap(), "--create-share"]), 3);
    }
    fs::write(&dump, format!("{HEADER}/a,1,1,1,1,1\n")).unwrap();
    succeed(&mut of_share(&["scan", dump.to_str().unwrap(), "--source-type", "NTFS", "-q"]));
    assert_eq!(world.db.value("select src_type from tierload_default.share"), "NTFS");
}
