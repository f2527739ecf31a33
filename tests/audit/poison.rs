//! Files that the server refuses, by a constraint of somebody's: they are left out and told, and stop no other.

use crate::support::{TIME, World, balanced, fail, fail_having_told, numbers, read, succeed};
use serde_json::Value;
use std::fs;

impl World {
    /// Files with this condition on them are refused from here on.
    fn refuse(&self, condition: &str) {
        self.db.execute(&format!(
            "alter table tierload_default.file_state add constraint no_poison check (not ({condition})) not valid"
        ));
    }

    fn refuse_nothing(&self) {
        self.db.execute("alter table tierload_default.file_state drop constraint no_poison");
    }

    fn known(&self) -> Value {
        self.scan(&[("/a/1", 1, 1_000), ("/a/2", 1, 1_000), ("/a/3", 1, 1_000)])
    }
}

#[test]
fn an_unknown_file_of_a_log_that_is_refused_stops_no_other() {
    let world = World::new();
    world.known();
    world.refuse("name like 'poison%'");
    let names = ["1", "poison", "new", "2", "poison too"];
    let events = |second: i64| -> String {
        names.iter().map(|name| read(&format!("/a/{name}"), TIME + second)).collect()
    };
    world.write("n", "1.log", &events(0));
    let output = world.audit_command().output().unwrap();
    assert!(output.status.success());
    let run = balanced(std::str::from_utf8(&output.stdout).unwrap());
    assert_eq!(
        numbers(&run, ["new_events", "files_refused", "files_updated", "files_inserted"]),
        [5, 2, 2, 1]
    );
    let told = String::from_utf8(output.stderr).unwrap();
    for name in ["/a/poison", "/a/poison too"] {
        let line =
            told.lines().find(|line| line.contains(&format!("{name} is left out, the server refuses it")));
        assert!(line.unwrap().contains("violates check constraint \"no_poison\""), "{told}");
    }
    assert_eq!(numbers(&world.audit(), ["new_events", "files_refused"]), [0, 0]);
    let logged = "select sum((detail->>'files_refused')::integer) from tierload_default.audit_log";
    assert_eq!(world.db.value(logged), "2");
    // All the same for the log's next lines; a file is counted once, whatever the batches.
    world.write("n", "1.log", &(events(0) + &events(1)));
    assert_eq!(numbers(&world.audit(), ["new_events", "files_refused", "files_updated"]), [5, 2, 3]);
    assert_eq!(world.atime("/a/1"), (TIME + 1).to_string());
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn a_known_file_of_a_halved_batch_that_is_refused_stops_no_other() {
    let world = World::new();
    world.known();
    world.plan_all();
    world.refuse("name = '3' and audit_atime_unix is not null");
    let log: String = (1..=3).map(|n| read(&format!("/a/{n}"), TIME + n)).collect();
    world.write("n", "1.log", &log);
    let mut command = world.audit_command();
    let run = balanced(&succeed(command.args(["--batch-files", "15", "-q"])));
    assert_eq!(numbers(&run, ["files_refused", "tier_objects_warmed"]), [1, 2]);
    assert_eq!(
        ["/a/1", "/a/2", "/a/3"].map(|path| world.atime(path)),
        [TIME + 1, TIME + 2, 1_000].map(|t| t.to_string())
    );
    let counts =
        "select string_agg(access_count::text, ' ' order by full_path) from tierload_default.tier_object";
    assert_eq!(world.db.value(counts), "1 1 0");
}

#[test]
fn updates_of_a_refused_file_may_come_again_with_their_ids() {
    let world = World::new();
    world.known();
    world.refuse("name = 'poison'");
    let updates = |more: &str| {
        let path = world.path(&format!("u{}.csv", more.len()));
        let row = |name: &str, id: &str| format!("/a/{name},{TIME},{id}\n");
        fs::write(&path, row("1", "e1") + &row("poison", "e2") + &row("poison", "e3") + more).unwrap();
        world.audit_of(&path, &["-q"])
    };
    assert_eq!(numbers(&updates(""), ["new_events", "replayed", "files_refused"]), [3, 0, 1]);
    world.refuse_nothing();
    let again = updates("/a/2,1790000000,e4\n");
    assert_eq!(numbers(&again, ["new_events", "replayed", "files_inserted"]), [3, 1, 1]);
    succeed(world.db.tierload().arg("verify"));
}

#[test]
fn one_file_of_updates_that_is_refused_keeps_no_other() {
    let world = World::new();
    world.known();
    world.refuse("name = 'poison'");
    let (bad, good) = (world.path("1.csv"), world.path("2.csv"));
    fs::write(&bad, format!("/a/poison,{TIME}\n")).unwrap();
    fs::write(&good, format!("/a/1,{TIME}\n")).unwrap();
    let mut audit = world.db.tierload();
    let message = fail(audit.arg("audit").args([&bad, &good]).args(["--share", "fs", "-q"]), 4);
    assert!(message.contains("1 of 1 files") && message.contains("/a/poison"), "{message}");
    assert_eq!(world.atime("/a/1"), TIME.to_string());
}

#[test]
fn a_log_that_is_refused_keeps_no_file_of_updates() {
    let world = World::new();
    world.known();
    world.refuse("name = 'poison'");
    world.write("n", "1.log", &read("/a/poison", TIME));
    let csv = world.path("1.csv");
    fs::write(&csv, format!("/a/1,{TIME}\n")).unwrap();
    fail(world.audit_command().arg(&csv), 4);
    assert_eq!(world.atime("/a/1"), TIME.to_string());
}

/// What is checked at commit is found too.
#[test]
fn a_deferred_trigger_that_raises_stops_no_other_file() {
    let world = World::new();
    world.known();
    world.plan_all();
    world.db.execute(
        "create function tierload_default.boom() returns trigger language plpgsql as $$
         begin if new.target_uri like '%/2' then raise exception 'boom'; end if; return new; end $$;
         create constraint trigger boom after update on tierload_default.tier_object_state
         deferrable initially deferred for each row execute function tierload_default.boom()",
    );
    world.write("n", "1.log", &(1..=3).map(|n| read(&format!("/a/{n}"), TIME + n)).collect::<String>());
    assert_eq!(numbers(&world.audit(), ["files_refused", "tier_objects_warmed"]), [1, 2]);
    assert_eq!(world.atime("/a/3"), (TIME + 3).to_string());
}

#[test]
fn where_all_is_refused_it_is_not_the_files() {
    let world = World::new();
    world.known();
    for (condition, names) in [("true", 2..4), ("name like 'x%'", 1..30)] {
        world.refuse(condition);
        let path = |n: i64| if n < 3 { format!("/a/{n}") } else { format!("/a/x{n}") };
        let log: String = names.map(|n| read(&path(n), TIME + n)).collect();
        world.write("n", "1.log", &log);
        let (told, message) = fail_having_told(&mut world.audit_command(), 4);
        assert!(message.contains("the server refuses") && message.contains("no_poison"), "{message}");
        let told: Value = serde_json::from_str(&told).unwrap();
        assert_eq!([&told["status"], &told["exit_code"]], [&Value::from("ERROR"), &Value::from(4)]);
        assert_eq!(world.db.value("select count(*) from tierload_default.lucid_audit_cursor"), "0");
        world.refuse_nothing();
    }
    assert_eq!(numbers(&world.audit(), ["new_events", "files_refused", "files_inserted"]), [29, 0, 27]);
    assert_eq!(numbers(&world.audit(), ["new_events"]), [0]);
}

/// A few of each of many batches are not few.
#[test]
fn small_batches_leave_out_no_more_than_large_ones() {
    let world = World::new();
    world.known();
    world.refuse("name like 'poison%'");
    let csv = world.path("1.csv");
    let row = |n: i64| format!("/a/{}{n},{TIME}\n", if n % 3 == 0 { "poison " } else { "new " });
    fs::write(&csv, (0..90).map(row).collect::<String>()).unwrap();
    let mut audit = world.db.tierload();
    audit.arg("audit").arg(&csv).args(["--share", "fs", "-q", "--batch-files", "15", "--json"]);
    let (told, message) = fail_having_told(&mut audit, 4);
    // What is applied stays, and so it is told with the failure.
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        numbers(&told, ["new_events", "files_inserted", "files_refused", "exit_code"]),
        [30, 20, 10, 4]
    );
    assert_eq!((&told["status"], told["database"].is_string()), (&"ERROR".into(), true), "{told}");
    assert!(message.contains("refuses 11 of 45 files of this run"), "{message}");
    // Five of each of two batches, and nothing of the third.
    assert_eq!(
        world.db.value("select count(*) from tierload_default.file_current where name like 'new%'"),
        "20"
    );
    world.refuse_nothing();
    assert_eq!(numbers(&world.audit_of(&csv, &[]), ["new_events", "replayed"]), [60, 30]);
    succeed(world.db.tierload().arg("verify"));
}
