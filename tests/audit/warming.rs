//! Which accesses warm an object: those since it was planned.

use crate::support::{Session, TIME, World, numbers, read};
use std::fs;
use std::process::Stdio;

const COUNTED: &str = "select full_path || ' ' || access_count || ' ' || coalesce(extract(epoch from last_accessed_utc)::bigint, 0)
    from tierload_default.tier_object order by 1";

/// Files `x` and `y` are known, and are to be planned.
fn world() -> World {
    let world = World::new();
    world.scan(&[("/a/x", 1, TIME - 1000), ("/a/y", 1, TIME - 1000)]);
    world
}

/// The plan was made amid a second.
fn planned_at(seconds: i64) -> String {
    format!(
        "insert into tierload_default.tier_object_state
             (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
         select tenant_id, share_id, file_id, 'PLANNED', 's3://x', to_timestamp({seconds} + 0.5)
         from tierload_default.file_state"
    )
}

/// Two of them are from before the plan, one of the same second and one later.
fn accesses(path: &str) -> [(String, i64); 4] {
    [TIME - 9, TIME - 1, TIME, TIME + 5].map(|time| (path.to_owned(), time))
}

#[test]
fn accesses_from_before_the_plan_do_not_warm() {
    let world = world();
    world.db.execute(&planned_at(TIME));
    let log: String = accesses("/a/x").iter().map(|(path, time)| read(path, *time)).collect();
    world.write("7", "a.log", &(log + &read("/a/y", TIME - 1)));
    assert_eq!(numbers(&world.audit(), ["access_events", "tier_objects_warmed"]), [5, 1]);
    assert_eq!(world.db.rows(COUNTED), [format!("/a/x 2 {}", TIME + 5), "/a/y 0 0".into()]);
    let csv: String = accesses("/a/y").iter().map(|(path, time)| format!("{path},{time}\n")).collect();
    let updates = world.path("u.csv");
    fs::write(&updates, csv).unwrap();
    assert_eq!(numbers(&world.audit_of(&updates, &[]), ["access_events", "tier_objects_warmed"]), [4, 1]);
    assert_eq!(world.db.rows(COUNTED), ["/a/x", "/a/y"].map(|path| format!("{path} 2 {}", TIME + 5)));
}

#[test]
fn a_plan_that_comes_while_a_batch_waits_is_heeded() {
    let world = world();
    let log: String = accesses("/a/x").iter().map(|(path, time)| read(path, *time)).collect();
    world.write("7", "a.log", &log);
    let planner = Session::open(&world.db);
    planner.execute("begin; select from tierload_default.share for no key update");
    let mut audit = world.audit_command();
    let child = audit.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let watcher = Session::open(&world.db);
    let pid = planner.value("select pg_backend_pid()");
    watcher.wait_for(&format!(
        "select exists (select from pg_stat_activity where {pid} = any (pg_blocking_pids(pid)))"
    ));
    planner.execute(&planned_at(TIME));
    planner.execute("commit");
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(world.db.rows(COUNTED), [format!("/a/x 2 {}", TIME + 5), "/a/y 0 0".into()]);
}
