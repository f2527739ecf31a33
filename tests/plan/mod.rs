//! Planned objects: from cold files, warmed by events, seen by scans.

mod filters;
mod lives;
mod replaced;
mod stopped;
mod undo;
mod withdrawn;

use crate::support::{TIME, World, event, fail, numbers, read, succeed};
use serde_json::Value;
use std::fs;
use std::process::Command;

/// Files that were accessed long ago, and one that was not.
const FILES: &[(&str, i64, i64)] = &[
    ("/a/old.mov", 5_000, 1_000_000_000),
    ("/a/small.mov", 10, 1_000_000_000),
    ("/a/b/old.exr", 7_000, 1_000_000_000),
    ("/ab/old.mov", 9_000, 1_000_000_000),
    ("/a/warm.mov", 5_000, TIME),
    ("/a/none", 5_000, 1_000_000_000),
];

impl World {
    fn plan_command(&self, more: &[&str]) -> Command {
        let mut command = self.db.tierload();
        command.args(["plan", "--share", "fs", "--target", "s3://cold"]).args(more);
        command
    }

    /// Scans share `fs` with these flags: rows are `dir,name,size,atime,mtime`.
    fn scan_rows(&self, rows: &str, more: &[&str]) {
        let path = self.path("rows.csv");
        let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";
        fs::write(&path, header.to_owned() + &rows.replace('\n', ",1000000000\n")).unwrap();
        let mut command = self.db.tierload();
        command.arg("scan").arg(path).args(["--share", "fs", "-q"]);
        succeed(command.args(["--scan-id", &uuid::Uuid::new_v4().to_string()]).args(more));
    }

    fn plan(&self, more: &[&str]) -> Value {
        let mut command = self.db.tierload();
        command
            .args(["plan", "--share", "fs", "--target", "s3://cold/x/", "--older-than", "2y", "--json"])
            .args(more);
        serde_json::from_str(&succeed(&mut command)).unwrap()
    }

    fn objects(&self) -> String {
        self.db.value(
            "select coalesce(string_agg(concat_ws(' ', full_path, state, access_count), ',' order by full_path), '')
             from tierload_default.tier_object",
        )
    }
}

#[test]
fn cold_files_that_pass_the_filters() {
    let world = World::new();
    world.scan(FILES);
    let dry = world.plan(&["--dry-run", "--min-size", "1KiB", "--ext", ".mov,.exr", "--under", "/a"]);
    assert_eq!(numbers(&dry, ["files", "bytes"]), [2, 12_000]);
    assert_eq!(dry["directories"][0]["path"], "/a/b");
    assert_eq!(world.objects(), "");
    let plan = world.plan(&["--min-size", "1KiB", "--ext", ".MOV", "--not-under", "/ab/"]);
    assert_eq!(numbers(&plan, ["files", "bytes"]), [1, 5_000]);
    assert_eq!(world.objects(), "/a/old.mov PLANNED 0");
    assert_eq!(
        world.db.value("select target_uri from tierload_default.tier_object"),
        "s3://cold/x/a/old.mov"
    );
    assert_eq!(numbers(&world.plan(&["--ext", "mov"]), ["files"]), [2]);
    assert_eq!(numbers(&world.plan(&["--under", "/"]), ["files"]), [2]);
    assert_eq!(numbers(&world.plan(&[]), ["files"]), [0]);
    assert_eq!(world.db.value("select count(*) from tierload_default.audit_log where action = 'plan'"), "4");
}

#[test]
fn a_live_object_is_left_alone_and_an_ended_one_followed_by_another() {
    let world = World::new();
    world.scan(FILES);
    world.plan(&["--ext", "exr"]);
    world.db.execute("update tierload_default.tier_object_state set state = 'STUBBED', stubbed_utc = now(), target_uri = 'kept'");
    assert_eq!(numbers(&world.plan(&["--ext", "exr"]), ["files"]), [0]);
    let objects = "select string_agg(state || ' ' || target_uri, ', ' order by tier_id) from tierload_default.tier_object";
    assert_eq!(world.db.value(objects), "STUBBED kept");
    for ended in ["REHYDRATED", "DELETED"] {
        world.db.execute(&format!(
            "update tierload_default.tier_object_state set state = '{ended}', {ended}_utc = now()"
        ));
        assert_eq!(numbers(&world.plan(&["--ext", "exr"]), ["files"]), [1]);
    }
    let third = "DELETED kept, DELETED s3://cold/x/a/b/old.exr, PLANNED s3://cold/x/a/b/old.exr";
    assert_eq!(world.db.value(objects), third);
}

#[test]
fn events_warm_planned_and_stubbed_objects() {
    let world = World::new();
    world.scan(FILES);
    world.plan(&[]);
    world.db.execute("update tierload_default.tier_object_state set planned_utc = '2024-05-01'");
    for (name, state) in [("small.mov", "STUBBED"), ("none", "REHYDRATED")] {
        world.db.execute(&format!(
            "update tierload_default.tier_object_state o set state = '{state}', {state}_utc = now() from tierload_default.file_state f
             where f.file_id = o.file_current_id and f.name = '{name}'"
        ));
    }
    let log = read("/a/old.mov", TIME + 5)
        + &read("/a/old.mov", TIME)
        + &event("FileCreate", "/a/old.mov", TIME + 9)
        + &event("FileWritten", "/a/small.mov", TIME)
        + &read("/a/none", TIME);
    world.write("7", "a.log", &log);
    assert_eq!(numbers(&world.audit(), ["tier_objects_warmed", "files_updated"]), [2, 3]);
    let warmed = "/a/b/old.exr PLANNED 0,/a/none REHYDRATED 0,/a/old.mov PLANNED 2,/a/small.mov STUBBED 1,/ab/old.mov PLANNED 0";
    assert_eq!(world.objects(), warmed);
    let last = "select extract(epoch from max(last_accessed_utc))::bigint from tierload_default.tier_object";
    assert_eq!(world.db.value(last), (TIME + 5).to_string());
    // An event that is older than the file's access time still counts.
    world.write("8", "a.log", &read("/a/old.mov", TIME - 100));
    assert_eq!(numbers(&world.audit(), ["tier_objects_warmed", "files_updated"]), [1, 0]);
    assert_eq!(world.db.value("select max(access_count) from tierload_default.tier_object"), "3");
    assert_eq!(world.db.value(last), (TIME + 5).to_string());
    // What was planned, and is in use again, is withdrawn; what was moved is not.
    let dry = world.plan(&["--dry-run"]);
    assert_eq!(numbers(&dry, ["withdrawn", "files"]), [1, 0]);
    assert_eq!(numbers(&world.plan(&[]), ["withdrawn"]), [1]);
    assert_eq!(world.objects(), warmed.replace("/a/old.mov PLANNED 2,", ""));
}

#[test]
fn scans_see_objects_and_count_those_whose_file_is_gone() {
    let world = World::new();
    world.scan(FILES);
    let first_scan = world.db.value("select last_scan_utc from tierload_default.share");
    world.plan(&[]);
    let seen = |name: &str| {
        world.db.value(&format!(
            "select last_seen_utc from tierload_default.tier_object join tierload_default.file_known using (file_current_id, share_id) where name = '{name}'"
        ))
    };
    assert_eq!(seen("old.exr"), first_scan);
    world.scan(&FILES[1..]);
    let gone = "select tier_objects_gone from tierload_default.scan order by scan_id desc limit 1";
    assert_eq!(world.db.value(gone), "1");
    assert_eq!(seen("old.exr"), world.db.value("select last_scan_utc from tierload_default.share"));
    assert_eq!(world.db.value("select count(distinct last_seen_utc) from tierload_default.tier_object"), "2");
    // The file comes back as the same file.
    world.scan(FILES);
    assert_eq!(world.db.value(gone), "0");
    assert_eq!(world.db.value("select count(distinct last_seen_utc) from tierload_default.tier_object"), "1");
}

#[test]
fn mistakes() {
    let world = World::new();
    let plan = |share: &str, more: &[&str]| {
        let mut command = world.db.tierload();
        command.args(["plan", "--share", share, "--target", "s3://x", "--older-than", "1y"]).args(more);
        command
    };
    assert!(fail(&mut plan("nowhere", &[]), 2).contains("no share nowhere"));
    world.scan(FILES);
    assert!(fail(&mut plan("fs", &["--ext", "."]), 2).contains("--ext"));
    assert!(fail(&mut plan("fs", &["--under", "/a/../b"]), 2).contains("/a/../b"));
    let told = succeed(&mut plan("fs", &["--dry-run"]));
    assert!(told.contains("5 files") && told.contains("would be planned") && told.contains("/a/b"), "{told}");
}

#[test]
fn many_planned_objects_are_analyzed_at_once() {
    let world = World::new();
    let rows: String = (0..1_200).map(|n| format!("/a,f{n},5000,1000000000,1000000000\n")).collect();
    world.scan_rows(&rows, &[]);
    assert_eq!(world.plan(&["--yes"])["files"], 1_200);
    let seen = "select reltuples from pg_class where oid = 'tierload_default.tier_object_state'::regclass";
    assert_eq!(world.db.value(seen), "1200");
}
