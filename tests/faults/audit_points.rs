//! Killed at each failpoint of a batch of accesses, from logs and from a CSV of updates.

use super::kill::{Clean, Point, kill_at};
use crate::support::{Case, HEADER, succeed};
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

const NODES: u32 = 4;

/// Events of a node.
const EVENTS: u32 = 400;

const FIRST_TIME: u32 = 1_780_000_000;

/// In a batch, in the order of passing.
pub(super) const BATCH: [&str; 9] = [
    "share-locked",
    "batch-staged",
    "half-committed",
    "times-updated",
    "files-inserted",
    "objects-warmed",
    "cursors-moved",
    "before-batch-commit",
    "batch-committed",
];

/// A filespace: of 500 files 300 are known, one of these is gone, a half are on the cheap tier.
pub(crate) fn filled() -> Case {
    let case = Case::new();
    for (day, first) in [(1, 0), (2, 1)] {
        let mut dump = HEADER.to_owned();
        for n in first..300 {
            let _ = writeln!(dump, "/d{},f{n},1,1000,1000000000,1000000000", n % 7);
        }
        case.write(&format!("{day}.csv"), dump);
        let started = format!("2024-05-0{day}T00:00:00Z");
        case.load(&[&format!("{day}.csv"), "--source-type", "LucidLink", "--started", &started]);
    }
    case.db.execute(
        "insert into tierload_default.tier_object_state (tenant_id, share_id, file_current_id, state, target_uri, planned_utc)
         select tenant_id, share_id, file_id, 'PLANNED', 's3://x/' || name, '2024-05-01'
         from tierload_default.file_state where name like '%_'",
    );
    write_logs(&case, EVENTS);
    case
}

/// Logs of all nodes, which meet on the same files.
pub(crate) fn write_logs(case: &Case, events: u32) {
    for node in 0..NODES {
        let mut log = String::new();
        for n in 0..events {
            let file = (n * 37 + node * 11) % 500;
            let _ = writeln!(
                log,
                r#"{{"timestamp":{}000000,"operation":{{"action":"FileRead","entryPath":"/d{}/f{file}"}}}}"#,
                FIRST_TIME + (n * 79 + node) % 5_000,
                file % 7
            );
        }
        let folder = case.folder().join(format!(".lucid_audit/{node}/2026/06"));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("a.log"), log).unwrap();
    }
}

/// `tierload audit` of the logs, in many small transactions.
pub(crate) fn audit_logs(case: &Case) -> Command {
    case.command(&["audit", ".", "--share", "s", "--quiet", "--batch-files", "50", "--jobs", "1"])
}

/// `tierload audit` of a CSV, in which some updates have ids and some have none.
fn audit_csv(case: &Case) -> Command {
    let mut csv = "file_path,new_last_accessed,audit_event_id\n".to_owned();
    for n in 0..3_000 {
        let id = if n % 3 > 0 { format!("e{n}") } else { String::new() };
        let _ = writeln!(csv, "/d{}/f{},{},{id}", n % 500 % 7, n % 500, FIRST_TIME + n % 50);
    }
    case.write("updates.csv", csv);
    case.command(&["audit", "updates.csv", "--share", "s", "--quiet", "--batch-files", "2000"])
}

/// Kills at each point, each time in a database of its own.
fn check(command: impl Fn(&Case) -> Command, points: impl Iterator<Item = Point>) {
    let filled = filled();
    let new = || {
        let case = filled.copy();
        write_logs(&case, EVENTS);
        case
    };
    let clean = new();
    succeed(&mut command(&clean));
    let expected = Clean::of(&clean);
    for point in points {
        let killed = new();
        kill_at(&mut command(&killed), point);
        succeed(&mut command(&killed));
        expected.assert_same(&killed);
    }
}

#[test]
fn the_first_batch_is_killed() {
    check(audit_logs, BATCH.into_iter().map(|name| (name, 1)));
}

#[test]
fn a_middle_batch_is_killed() {
    check(audit_logs, BATCH.into_iter().map(|name| (name, 5)));
}

#[test]
fn the_last_batch_is_killed() {
    // As many as a run with nothing before it has.
    let case = filled();
    succeed(&mut audit_logs(&case));
    let batches = case.count("select count(*) from tierload_default.audit_log where action = 'audit batch'");
    assert!(batches > 6, "{batches} batches");
    check(audit_logs, BATCH.into_iter().map(|name| (name, u32::try_from(batches).unwrap())));
}

#[test]
fn updates_are_killed() {
    check(audit_csv, BATCH.into_iter().map(|name| (name, 1)));
}

/// One run that dies at every point in turn.
#[test]
fn killed_again_and_again() {
    let (clean, killed) = (filled(), filled());
    for command in [audit_logs, audit_csv] {
        succeed(&mut command(&clean));
        for name in BATCH {
            kill_at(&mut command(&killed), (name, 1));
        }
        succeed(&mut command(&killed));
        Clean::of(&clean).assert_same(&killed);
    }
}
