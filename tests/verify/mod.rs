//! What `tierload verify` finds: each damage, and nothing where there is none.
//!
//! - this file: the checks, in the tables of scans and audits
//! - `as_of`: snapshots that are rebuilt and proved
//! - `damage`: one changed value in any column of any version, and in any other table
//! - `log`: the chains of the log of what was done
//! - `nights`: a share with snapshots to prove

mod as_of;
mod damage;
mod log;
mod nights;

use crate::support::{TIME, World, event, read, succeed};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Files that stay, change and go, and every kind of event, applied in every way.
fn audited() -> World {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000), ("/a/gone", 1, 1_000), ("/c/3", 1, 1_000)]);
    world.scan(&[("/a/1", 5, 1_000), ("/a/2", 1, 1_000), ("/c/3", 1, 1_000)]);
    world.plan_all();
    let log = read("/a/1", TIME) + "nonsense\n\n" + &read("/a/gone", TIME) + &event("Pin", "/a", TIME);
    world.write("7", "a.log", &log);
    let csv = world.path("u.csv");
    fs::write(&csv, format!("/a/1,{TIME},e1\n/a/1,{TIME},e1\n/b/1,{TIME},e2\n,1,\n/a/2,{TIME}\n")).unwrap();
    world.audit();
    world.audit_of(&csv, &["--max-rejects", "1"]);
    fs::write(&csv, format!("/a/1,{TIME},e1\n/a/1,{TIME},e3\n")).unwrap();
    world.audit_of(&csv, &[]);
    // Another, shorter log under its name.
    world.write("7", "a.log", &read("/a/2", TIME));
    world.audit();
    world
}

#[test]
fn nothing_is_found_where_all_is_well() {
    let world = audited();
    assert!(succeed(world.db.tierload().arg("verify")).contains("nothing found"));
}

/// What a check says of the damage that it is for, and no other check says anything of.
const DAMAGES: &[(&str, &str)] = &[
    (
        "audit_books.sql: lucid_audit_cursor",
        "update tierload_default.lucid_audit_cursor set events = 40, lines = null, byte_offset = 4000",
    ),
    (
        "audit_books.sql: tier_object",
        "update tierload_default.tier_object_state set access_count = access_count + 9 where access_count > 0",
    ),
    ("chunk_gaps.sql: 1 input 0 chunk 1", "update tierload_default.ingest_chunk set chunk_no = 1 where scan_id = 1"),
    (
        "cursor_form.sql: log 7 ",
        "update tierload_default.lucid_audit_cursor set lines = events - 1 where node = '7'",
    ),
    ("cursor_form.sql: log csv ", "update tierload_default.lucid_audit_cursor set byte_offset = 1 where node = 'csv'"),
    ("dir_form.sql: dir ", "update tierload_default.dir set dir_path = '/b/' where dir_path = '/b'"),
    // Together they have what the scan had.
    (
        "dir_sums.sql: dir ",
        "update tierload_default.dir_state set bytes = bytes + case dir_path when '/a' then 1 else -1 end
         from tierload_default.dir where dir.dir_id = dir_state.dir_id",
    ),
    (
        "dir_sums.sql: dir ",
        "update tierload_default.dir_state set allocated_bytes = allocated_bytes + 1",
    ),
    (
        "dir_without_parent.sql: dir ",
        "update tierload_default.dir set parent_digest = gen_random_uuid() where dir_path = '/a'",
    ),
    ("dir_without_parent.sql: dir ", "update tierload_default.dir set parent_digest = null where dir_path = '/a'"),
    ("history_without_dir.sql: file_history ", "update tierload_default.file_history set dir_id = -1"),
    ("left_behind.sql: ", "create table tierload_default.staging_scan_1 ()"),
    ("left_behind.sql: ", "create table tierload_default.staging_diff_2_1 ()"),
    ("object_accesses.sql: tier_object", "update tierload_default.tier_object_state set last_accessed_utc = null"),
    (
        "object_without_file.sql: tier_object ",
        "update tierload_default.tier_object_state set file_current_id = -file_current_id where access_count = 0",
    ),
    (
        "processed_twice.sql: update e2",
        "insert into tierload_default.lucid_audit_processed select share_id, event_digest, processed_utc + interval '1 us',
            tenant_id, audit_event_id from tierload_default.lucid_audit_processed where audit_event_id = 'e2'",
    ),
    (
        "removed_without_end.sql: file_state ",
        "update tierload_default.file_state set removed_utc = created_utc where from_snapshot = 2",
    ),
    ("scan_books.sql: ", "update tierload_default.scan set rows_read = rows_read + 1, skipped = skipped + 1"),
    ("snapshot_digest.sql: ", "update tierload_default.scan set digest = digest + 1 where scan_id = 2"),
    ("snapshot_rows.sql: ", "delete from tierload_default.file_history"),
    ("snapshot_rows.sql: ", "update tierload_default.scan set snapshot_no = 12 where scan_id = 2"),
    ("state_without_dir.sql: file_state ", "update tierload_default.file_state set dir_id = -1 where from_snapshot is null"),
    (
        "state_without_snapshot.sql: file_state ",
        "update tierload_default.file_state set first_snapshot = null where name = '2'",
    ),
    (
        "state_without_snapshot.sql: file_state ",
        "update tierload_default.file_state set first_snapshot = 2 where name = 'gone'",
    ),
    // An old version of one file, said to be one of another.
    (
        "version_order.sql: file ",
        "update tierload_default.file_history set file_id = (select file_id from tierload_default.file_state where name = '2')",
    ),
];

/// What is damaged, and mended after each damage.
const TABLES: [&str; 9] = [
    "lucid_audit_cursor",
    "lucid_audit_processed",
    "tier_object_state",
    "ingest_chunk",
    "scan",
    "dir",
    "dir_state",
    "file_state",
    "file_history",
];

#[test]
fn each_damage_is_found_by_its_check() {
    let world = audited();
    for table in TABLES {
        world.db.execute(&format!("create table public.good_{table} as table tierload_default.{table}"));
    }
    for (found, damage) in DAMAGES {
        world.db.execute(damage);
        let output = world.db.tierload().arg("verify").output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(4), "{damage}: {told}");
        let check = &found[..found.find(':').unwrap()];
        assert!(told.contains(found) && told.lines().all(|line| line.contains(check)), "{damage}: {told}");
        for table in TABLES {
            // Foreign keys sleep meanwhile.
            world.db.execute(&format!(
                "set session_replication_role = replica; delete from tierload_default.{table};
                 insert into tierload_default.{table} overriding system value table public.good_{table}"
            ));
        }
        world.db.execute(
            "drop table if exists tierload_default.staging_scan_1, tierload_default.staging_diff_2_1",
        );
    }
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn every_check_has_its_damage() {
    let checks = fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("sql/verify")).unwrap();
    // What lies in a folder is no check.
    let checks = checks.map(|entry| entry.unwrap().path()).filter(|path| path.is_file());
    let checks: BTreeSet<String> =
        checks.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let mut damaged: BTreeSet<String> =
        DAMAGES.iter().map(|(found, _)| found[..found.find(':').unwrap()].to_owned()).collect();
    // Its damages stand in `log`.
    damaged.insert("log_chain.sql".into());
    assert_eq!(damaged, checks);
}
