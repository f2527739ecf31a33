//! Scans and audits of one share at once: no access time goes back, and each event counts once.

use crate::support::{TIME, World, assert_same_tables, balanced, read, succeed};
use std::collections::HashMap;
use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const ROUNDS: i64 = 4;
const FILES: i64 = 60;
/// Events of a round.
const EVENTS: i64 = 400;

fn path(file: i64) -> String {
    format!("/d{}/f{file}", file % 7)
}

/// The walk of a round. Sizes change, so that every scan writes every row; every third access time is that of the
/// walk, the others are older than any event.
fn dump_of(round: i64) -> String {
    let mut csv = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n".to_owned();
    for file in 0..FILES {
        let atime = if file % 3 == 0 { TIME + round } else { 1_000 };
        let _ = writeln!(csv, "/d{},f{file},{},{atime},{},1000", file % 7, round + 1, 1_000 + round);
    }
    csv
}

fn scan(world: &World, dump: &Path) -> Command {
    let mut command = world.db.tierload();
    command.arg("scan").arg(dump).args(["--share", "fs", "--source-type", "LucidLink", "--json", "-q"]);
    command.args(["--chunk-bytes", "512"]);
    command
}

fn audit(world: &World) -> Command {
    let mut command = world.audit_command();
    command.args(["--batch-files", "5", "--jobs", "1", "-q"]);
    command
}

#[test]
fn no_access_time_goes_back_and_each_event_counts_once() {
    let (busy, calm) = (World::new(), World::new());
    let write_dump = |world: &World, round| {
        let name = world.path(&format!("dump{round}.csv"));
        fs::write(&name, dump_of(round)).unwrap();
        name
    };
    for world in [&busy, &calm] {
        succeed(&mut scan(world, &write_dump(world, 0)));
        world.plan_all();
    }
    let mut latest: HashMap<i64, i64> = HashMap::new();
    let mut accesses: HashMap<i64, i64> = HashMap::new();
    let mut new_events = 0;
    for round in 1..=ROUNDS {
        let text: String = (0..EVENTS)
            .map(|n| {
                let file = (n * 37 + round * 11) % FILES;
                let time = TIME + (n * 7_919 + round * 31) % 5_000;
                latest.entry(file).and_modify(|at| *at = time.max(*at)).or_insert(time);
                *accesses.entry(file).or_default() += 1;
                read(&path(file), time)
            })
            .collect();
        for world in [&busy, &calm] {
            let log = world.log(&(round % 2).to_string(), "a.log.active");
            OpenOptions::new()
                .append(true)
                .create(true)
                .open(log)
                .unwrap()
                .write_all(text.as_bytes())
                .unwrap();
        }
        let dump = write_dump(&busy, round);
        let at_once = [audit(&busy), scan(&busy, &dump), audit(&busy)];
        let children = at_once.map(|mut command| command.stdout(Stdio::piped()).spawn().unwrap());
        let outputs = children.map(|child| child.wait_with_output().unwrap());
        assert!(outputs.iter().all(|output| output.status.success()), "round {round}");
        for audit in [&outputs[0], &outputs[2]] {
            let run = balanced(std::str::from_utf8(&audit.stdout).unwrap());
            new_events += run["new_events"].as_i64().unwrap();
        }
        for (file, time) in &latest {
            let atime: i64 = busy.atime(&path(*file)).parse().unwrap();
            assert!(
                atime >= *time,
                "round {round}: {} is at {atime}, but was accessed at {time}",
                path(*file)
            );
        }
        succeed(&mut audit(&calm));
        succeed(&mut scan(&calm, &write_dump(&calm, round)));
    }
    assert_eq!(new_events, ROUNDS * EVENTS);
    for (file, accesses) in accesses {
        let counted = format!(
            "select access_count from tierload_default.tier_object where target_uri = 's3://x/f{file}'"
        );
        assert_eq!(busy.db.value(&counted), accesses.to_string(), "{}", path(file));
    }
    assert_same_tables(&busy.db, &calm.db);
    succeed(busy.db.tierload().arg("verify"));
}

#[test]
fn a_first_scan_and_a_first_audit_at_once() {
    let world = World::new();
    let dump = world.path("dump.csv");
    fs::write(&dump, dump_of(1)).unwrap();
    let known: String = (0..FILES).map(|file| read(&path(file), TIME + 100 + file)).collect();
    let log = world.write("7", "a.log", &(known + &read("/d0/new", TIME)));
    for round in 0..4 {
        let share = format!("first {round}");
        let command = |verb: &str, input: &Path| {
            let mut command = world.db.tierload();
            command.arg(verb).arg(input).args(["--share", &share, "--json", "-q"]);
            command
        };
        let mut scan = command("scan", &dump);
        // The share is made by whoever comes first, and must be the same.
        scan.args(["--source-type", "LucidLink", "--chunk-bytes", "512"]);
        let audit = || {
            let mut audit = command("audit", &log);
            audit.arg("--create-share");
            audit
        };
        let at_once = [audit(), scan, audit()];
        let children = at_once.map(|mut command| command.stdout(Stdio::piped()).spawn().unwrap());
        let outputs = children.map(|child| child.wait_with_output().unwrap());
        assert!(outputs.iter().all(|output| output.status.success()), "round {round}");
        let audits =
            [&outputs[0], &outputs[2]].map(|output| balanced(std::str::from_utf8(&output.stdout).unwrap()));
        let new: i64 = audits.iter().map(|run| run["new_events"].as_i64().unwrap()).sum();
        assert_eq!(new, FILES + 1, "round {round}");
        let mut expected: Vec<String> = (0..FILES)
            .map(|file| format!("{}|2|{}|lucidlink_audit", path(file), TIME + 100 + file))
            .collect();
        expected.push(format!("/d0/new|-|{TIME}|lucidlink_audit"));
        expected.sort();
        let mut found = world.db.rows(&format!(
            "select full_path, size_bytes, atime_unix, last_accessed_source
             from tierload_default.file_current where share_name = '{share}'"
        ));
        found.sort();
        let differing = found.iter().zip(&expected).find(|(found, expected)| found != expected);
        assert_eq!((differing, found.len()), (None, expected.len()), "round {round}");
    }
    succeed(world.db.tierload().arg("verify"));
}
