//! Many at once: shares, processes, scans beside audits. Nobody deadlocks, and all is as if one had followed the other.

use super::audits::{self, Audits};
use super::phases::{Phase, hold};
use super::twins::{DAYS, Twins, ended_well};
use crate::support::oracle::assert_same_whoever_came_first;
use crate::support::{Case, HEADER, TestDb, dump, succeed};
use std::process::{Child, Stdio};

/// No transaction was the victim of another, not even one that was tried again.
fn assert_no_deadlock(db: &TestDb) {
    assert_eq!(db.value("select deadlocks from pg_stat_database where datname = current_database()"), "0");
}

#[test]
fn eight_shares_at_once() {
    let twins = Twins::new(1000);
    for day in DAYS {
        let mut commands: Vec<_> = (1..=8).map(|n| twins.scan(&format!("share {n}"), day, &[])).collect();
        let children: Vec<Child> = commands.iter_mut().map(|command| command.spawn().unwrap()).collect();
        for child in children {
            let summary = ended_well(&child.wait_with_output().unwrap(), &day);
            assert_eq!(summary["retries"], 0, "{summary}");
        }
    }
    assert_no_deadlock(twins.db());
    twins.assert_same();
}

#[test]
fn four_processes_with_one_scan_of_seven_inputs_that_lose_connections() {
    let twins = Twins::new(600);
    for day in DAYS {
        let names: Vec<String> = (0..6).map(|n| format!("part {n}.csv")).collect();
        for (n, name) in names.iter().enumerate() {
            let from = n as u32 * 300 + day * 50;
            for case in [&twins.faulty, &twins.calm] {
                case.write(name, dump(from..from + 300));
            }
        }
        let more: Vec<&str> = names.iter().map(String::as_str).collect();
        let mut command = twins.scan("s", day, &more);
        let children: Vec<Child> = (0..4).map(|_| command.spawn().unwrap()).collect();
        for part in 1..4 {
            twins.faulty.wait_for(&format!(
                "select count(*) = {day} and (bool_and(finished_utc is not null)
                    or (select count(*) from tierload_default.ingest_chunk k where k.scan_id = max(scan.scan_id)) >= 3 * {part})
                 from tierload_default.scan"
            ));
            twins.db().execute(
                "select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and application_name = 'tierload' and pid % 2 = 0",
            );
        }
        for child in children {
            ended_well(&child.wait_with_output().unwrap(), &day);
        }
    }
    twins.assert_same();
}

#[test]
fn a_process_that_lost_its_turn_gives_way_to_the_next() {
    let twins = Twins::new(1000);
    for day in DAYS {
        let mut command = twins.scan("s", day, &[]);
        let (first, held) = hold(&twins, "s", &mut command, Phase::Publish);
        let of_publish =
            "from pg_stat_activity where datname = current_database() and application_name = 'tierload'
            and query like '%\"tierload_default\".share%' and wait_event_type = 'Lock'";
        let publishing = twins.db().value(&format!("select pid {of_publish}"));
        let second = command.spawn().unwrap();
        // The second waits for the turn of the first, whose connection is ended. Once the first has noticed and its session has
        // ended, the second comes to where the first was, and nothing that the first does comes between.
        let of_turn = "from pg_stat_activity where datname = current_database() and query like '%scan_input%'
            and wait_event_type = 'Lock'";
        twins.faulty.wait_for(&format!("select count(*) = 1 {of_turn}"));
        let turn = twins.db().value(&format!("select (pg_blocking_pids(pid))[1] {of_turn}"));
        twins.db().execute(&format!("select pg_terminate_backend({turn})"));
        twins.faulty.wait_for(&format!("select count(*) = 1 {of_publish} and pid <> {publishing}"));
        held.execute("rollback");
        for child in [first, second] {
            ended_well(&child.wait_with_output().unwrap(), &day);
        }
    }
    twins.assert_same();
}

#[test]
fn a_scan_and_an_audit_of_one_share_at_once() {
    let audits = Audits::new();
    for round in 0..6 {
        // On even rounds it is the share's very first scan; on odd ones the share is known.
        let share = format!("share {}", round / 2);
        for case in [&audits.faulty, &audits.calm] {
            let text = std::fs::read_to_string(case.folder().join("known.csv")).unwrap();
            case.write("known.csv", text.replace(",1000,1000", &format!(",1000,{}", 2000 + round)));
        }
        let scan = |case: &Case| {
            let mut command = case.command(&["scan", "known.csv", "--share", &share, "--quiet", "--json"]);
            command.args(["--source-type", "LucidLink", "--chunk-bytes", "500"]);
            // Before all that the audits say: what they make known is not removed.
            command.args(["--started", &format!("2024-05-01T00:00:0{round}Z")]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            command
        };
        succeed(&mut scan(&audits.calm));
        succeed(&mut audits::command(&audits.calm, &share));
        let scanning = scan(&audits.faulty).spawn().unwrap();
        audits::ended_well(&mut audits.again(&share), &round);
        assert_eq!(ended_well(&scanning.wait_with_output().unwrap(), &round)["retries"], 0);
    }
    assert_no_deadlock(&audits.faulty.db);
    assert_same_whoever_came_first(&audits.faulty.db, &audits.calm.db);
    succeed(audits.faulty.db.tierload().arg("verify"));
}

#[test]
fn inputs_in_opposite_orders_over_the_same_new_directories() {
    let twins = Twins::new(10);
    let case = &twins.faulty;
    for round in 0..4 {
        let names = ["a.csv", "b.csv", "c.csv"];
        for name in names {
            let line = |n: u32| format!("/round {round}/{n},{name},1,1000,1000,1000\n");
            // Each input has all directories, and the last one has them backwards.
            let lines = (0..300).map(|n| line(if name == "c.csv" { 299 - n } else { n }));
            case.write(name, HEADER.to_owned() + &lines.collect::<String>());
        }
        let load = |names: [&str; 3], share: &str| {
            let guid = uuid::Uuid::new_v4().to_string();
            let mut command =
                case.command(&["scan", "--share", share, "--scan-id", &guid, "--json", "--quiet"]);
            command.args(names).args(["--started", "2024-05-01T00:00:00Z", "--chunk-bytes", "2000"]);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let [a, b, c] = names;
        // Of one share, and at the same time of another.
        let children = [load([a, b, c], "s"), load([c, b, a], "s"), load([b, c, a], "t")];
        for child in children {
            let summary = ended_well(&child.wait_with_output().unwrap(), &round);
            assert_eq!([&summary["loaded"], &summary["retries"]], [900, 0], "{summary}");
        }
        assert_eq!(
            case.db.rows("select count(*) from tierload_default.file_current group by share_name"),
            ["900", "900"]
        );
    }
    assert_no_deadlock(&case.db);
    succeed(case.db.tierload().arg("verify"));
}
