//! Plans that are undone, and plans that are so large that a person must mean them.

use super::FILES;
use crate::support::{Session, World, fail, numbers, succeed};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

impl World {
    fn undo(&self, more: &[&str]) -> Value {
        let mut command = self.db.tierload();
        command.args(["plan", "--share", "fs", "--json", "--undo"]).args(more);
        serde_json::from_str(&succeed(&mut command)).unwrap()
    }
}

#[test]
fn a_plan_is_undone_but_for_what_was_acted_on() {
    let world = World::new();
    world.scan(FILES);
    let first = world.plan(&["--ext", "exr"])["plan_id"].to_string();
    let second = world.plan(&["--ext", "mov"])["plan_id"].to_string();
    world.plan(&[]);
    assert_eq!(world.plan(&[])["plan_id"], Value::Null);
    world.db.execute(
        "update tierload_default.tier_object_state set state = 'STUBBED', stubbed_utc = now() where target_uri like '%small.mov'",
    );
    let before = world.objects();
    assert_eq!(numbers(&world.undo(&[&second, "--dry-run"]), ["plans", "withdrawn"]), [1, 2]);
    assert_eq!(world.objects(), before);
    assert_eq!(numbers(&world.undo(&[&second]), ["plans", "withdrawn"]), [1, 2]);
    assert_eq!(world.objects(), "/a/b/old.exr PLANNED 0,/a/none PLANNED 0,/a/small.mov STUBBED 0");
    assert_eq!(numbers(&world.undo(&[&second]), ["plans", "withdrawn"]), [1, 0]);
    assert_eq!(numbers(&world.undo(&[]), ["plans", "withdrawn"]), [3, 2]);
    assert_eq!(world.objects(), "/a/small.mov STUBBED 0");
    let undone = "select count(*) from tierload_default.tier_plan where undone_utc > planned_utc";
    assert_eq!(world.db.value(undone), "3");
    let log = "select string_agg(coalesce(detail->>'plan_id', 'all') || ' ' || (detail->>'withdrawn'), ', ' order by audit_log_id)
        from tierload_default.audit_log where action = 'undo plan'";
    assert_eq!(world.db.value(log), format!("{second} 2, {second} 0, all 2"));
    // What was withdrawn can be planned again.
    assert_eq!(numbers(&world.plan(&["--ext", "exr"]), ["files"]), [1]);
    let mut unknown = world.db.tierload();
    unknown.args(["plan", "--share", "fs", "--undo", "4711"]);
    assert!(fail(&mut unknown, 2).contains("no plan 4711"), "{first}");
    let both = &["--undo", "--older-than", "1y"];
    assert!(fail(&mut world.plan_command(both), 2).contains("cannot be used with"));
}

#[test]
fn most_of_a_large_share_is_planned_only_when_that_is_said() {
    let world = World::new();
    let rows = |cold: u32| -> String {
        (0..1_000)
            .map(|n| {
                format!("/a,f{n},5000,1000000000,{}\n", if n < cold { 1_000_000_000 } else { 1_779_000_000 })
            })
            .collect()
    };
    world.scan_rows(&rows(501), &[]);
    let mut plan = world.plan_command(&["--older-than", "1y"]);
    let told = fail(&mut plan, 3);
    assert!(told.contains("501 of 1000 files") && told.contains("--yes"), "{told}");
    assert_eq!(world.objects(), "");
    assert_eq!(world.db.value("select count(*) from tierload_default.tier_plan"), "0");
    assert_eq!(numbers(&world.plan(&["--dry-run"]), ["files"]), [501]);
    assert_eq!(numbers(&world.plan(&["--yes"]), ["files"]), [501]);
    world.undo(&[]);
    world.scan_rows(&rows(500), &[]);
    assert_eq!(numbers(&world.plan(&[]), ["files"]), [500]);
}

#[test]
fn who_waits_for_a_mover_says_so() {
    let world = World::new();
    world.scan(FILES);
    world.plan(&[]);
    let mover = Session::open(&world.db);
    mover.execute("begin; select from tierload_default.tier_object_state for update");
    let process = format!("process {} of role", mover.value("select pg_backend_pid()"));
    let mut undo = world.db.tierload();
    undo.args(["plan", "--share", "fs", "--undo"]).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = undo.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines().map(Result::unwrap);
    assert!(lines.any(|line| line.contains("waiting to undo plans of share fs") && line.contains(&process)));
    mover.execute("rollback");
    lines.for_each(drop);
    assert!(child.wait().unwrap().success());
    assert_eq!(world.objects(), "");
}
