//! What `tierload verify` finds in the tables of audits: each damage, and nothing where there is none.

use crate::support::{TIME, World, event, read, succeed};
use std::fs;

/// Every kind of event, applied in every way.
fn audited() -> World {
    let world = World::new();
    world.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000), ("/a/gone", 1, 1_000)]);
    world.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000)]);
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

#[test]
fn each_damage_is_found_by_its_check() {
    let world = audited();
    let damages = [
        ("audit_books.sql: lucid_audit_cursor", "update tierload_default.lucid_audit_cursor set events = 40, lines = null, byte_offset = 4000"),
        ("audit_books.sql: tier_object", "update tierload_default.tier_object set access_count = access_count + 9 where access_count > 0"),
        ("cursor_form.sql: log 7 ", "update tierload_default.lucid_audit_cursor set lines = events - 1 where node = '7'"),
        ("cursor_form.sql: log csv ", "update tierload_default.lucid_audit_cursor set byte_offset = 1 where node = 'csv'"),
        ("object_accesses.sql: tier_object", "update tierload_default.tier_object set last_accessed_utc = null"),
        (
            "processed_twice.sql: update e2",
            "insert into tierload_default.lucid_audit_processed select share_id, event_digest, processed_utc + interval '1 us',
                tenant_id, audit_event_id from tierload_default.lucid_audit_processed where audit_event_id = 'e2'",
        ),
    ];
    let each = |sql: &dyn Fn(&str) -> String| {
        for table in ["lucid_audit_cursor", "tier_object", "lucid_audit_processed"] {
            world.db.execute(&sql(table));
        }
    };
    each(&|table| format!("create table public.good_{table} as table tierload_default.{table}"));
    for (found, damage) in damages {
        world.db.execute(damage);
        let output = world.db.tierload().arg("verify").output().unwrap();
        let told = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(4), "{damage}: {told}");
        let check = &found[..found.find(':').unwrap()];
        assert!(told.contains(found) && told.lines().all(|line| line.contains(check)), "{damage}: {told}");
        each(&|table| {
            format!(
                "delete from tierload_default.{table};
                 insert into tierload_default.{table} overriding system value table public.good_{table}"
            )
        });
    }
    succeed(world.db.tierload().arg("verify"));
}
