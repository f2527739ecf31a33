//! A load that was killed, or told to stop, goes on where it was.

use crate::support::{Case, Session, assert_same_tables, dump, one_line, succeed, summary};
use rustix::process::{Pid, Signal, kill_process};
use std::process::{Child, Command, Stdio};

/// Many small chunks over one connection make a load that takes long enough to be caught.
const SLOW: [&str; 4] = ["--jobs", "1", "--chunk-bytes", "300"];

fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// kill -9.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn chunks(at_least: u32) -> String {
    format!("select count(*) >= {at_least} from tierload_default.ingest_chunk")
}

/// A scan is under way and has loaded something.
const LOADING: &str =
    "select exists (select from tierload_default.scan join tierload_default.ingest_chunk using (scan_id)
    where finished_utc is null)";

/// Starts a command and breaks it off in some way.
type Interrupt<'a> = &'a dyn Fn(&Case, &mut Command);

/// Two scans of a share, the second one interrupted by `interrupt` each time; then what a clean run leaves.
fn check_resumed(interruptions: &[Interrupt]) {
    let (clean, resumed) = (Case::new(), Case::new());
    for (day, files) in [(1, 0..800), (2, 100..900)] {
        let started = format!("2024-05-0{day}T00:00:00Z");
        let name = format!("{day}.csv");
        let flags = [&[name.as_str(), "--started", &started, "--max-rejects", "5"], &SLOW[..]].concat();
        let text = dump(files).replacen("file_000300.dat,", "file_000300.dat,many", 1);
        for case in [&clean, &resumed] {
            case.write(&name, &text);
        }
        clean.load(&flags);
        for interrupt in interruptions {
            interrupt(&resumed, &mut resumed.scan(&flags));
        }
        resumed.load(&flags);
        assert_same_tables(&resumed.db, &clean.db);
    }
}

/// Kills the process once it has loaded so many more chunks.
fn kill_after(case: &Case, command: &mut Command, more: u32) {
    let before = case.count("select count(*) from tierload_default.ingest_chunk") as u32;
    let child = start(command);
    case.wait_for(&chunks(before + more));
    kill(child);
}

#[test]
fn killed_while_it_loads() {
    check_resumed(&[
        &|case, command| kill_after(case, command, 1),
        &|case, command| kill_after(case, command, 20),
        &|case, command| kill_after(case, command, 90),
    ]);
}

#[test]
fn killed_before_anything_is_loaded() {
    check_resumed(&[&|case, command| {
        let begun = "select count(*) > 0 from tierload_default.scan where finished_utc is null";
        let child = start(command);
        case.wait_for(begun);
        kill(child);
    }]);
}

/// Holds a lock, and does something to the process once it waits for it.
fn when_blocked(case: &Case, command: &mut Command, lock: impl Fn() -> String, act: impl FnOnce(Child)) {
    let child = start(command);
    case.wait_for(LOADING);
    let session = Session::open(&case.db);
    session.execute(&lock());
    case.wait_for(
        "select exists (select from pg_stat_activity where datname = current_database()
            and application_name = 'tierload' and wait_event_type = 'Lock')",
    );
    act(child);
    session.execute("rollback");
}

#[test]
fn killed_while_it_builds() {
    check_resumed(&[&|case, command| {
        // A reader of the staging table holds up the first step of the build.
        let table = "select tablename from pg_tables where tablename like 'staging_scan_%'";
        let lock =
            || format!("begin; lock table tierload_default.{} in access share mode", case.db.value(table));
        when_blocked(case, command, lock, kill);
    }]);
}

#[test]
fn killed_while_it_publishes() {
    check_resumed(&[&|case, command| {
        // A first scan attaches a partition to it, a later one writes into that.
        let lock = || "begin; lock table tierload_default.file_state in share mode".to_string();
        when_blocked(case, command, lock, kill);
    }]);
}

#[test]
fn killed_while_it_waits_for_its_turn_on_the_share() {
    check_resumed(&[&|case, command| {
        let lock =
            || "begin; select from tierload_default.share where share_id = 1 for no key update".to_string();
        when_blocked(case, command, lock, kill);
    }]);
}

#[test]
fn a_signal_stops_it_and_the_same_command_goes_on() {
    for signal in [Signal::INT, Signal::TERM] {
        let (clean, stopped) = (Case::new(), Case::new());
        let flags = [&["a.csv", "--started", "2024-05-01T00:00:00Z", "--quiet"], &SLOW[..]].concat();
        for case in [&clean, &stopped] {
            case.write("a.csv", dump(0..800));
        }
        succeed(&mut clean.scan(&flags));
        let child = start(&mut stopped.scan(&flags));
        stopped.wait_for(&chunks(3));
        kill_process(Pid::from_child(&child), signal).unwrap();
        let output = child.wait_with_output().unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{told}");
        assert!(told.contains("the same command goes on from there"), "{told}");
        assert_eq!(stopped.count("select count(*) from tierload_default.file"), 0);
        assert_eq!(
            stopped.db.value("select status from tierload_default.scan where finished_utc is null"),
            "LOADING"
        );
        let rerun = summary(&succeed(stopped.scan(&flags).arg("--json")));
        assert!(rerun["chunks_skipped"].as_i64().unwrap() >= 3, "{rerun}");
        assert_eq!(rerun["already_loaded"], false);
        assert_same_tables(&stopped.db, &clean.db);
    }
}

#[test]
fn a_lost_connection_is_told_and_the_same_command_goes_on() {
    check_resumed(&[&|case, command| {
        let lock = || "begin; lock table tierload_default.ingest_chunk in share mode".to_string();
        when_blocked(case, command.arg("--quiet").env("TIERLOAD_RETRY_FOR", "0s"), lock, |child| {
            case.db.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and application_name = 'tierload'",
            );
            let output = child.wait_with_output().unwrap();
            let told = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(4), "{told}");
            one_line(told.trim());
        });
    }]);
}

#[test]
fn a_resumed_load_keeps_its_chunk_size() {
    let case = Case::new();
    case.write("a.csv", dump(0..800));
    let child = start(&mut case.scan(&[&["a.csv"], &SLOW[..]].concat()));
    case.wait_for(&chunks(5));
    kill(child);
    // Autovacuum keeps off what is staged, since an attach would not wait for it, and takes up what is published.
    let kept_off = "select count(*) from pg_class where 'autovacuum_enabled=false' = any (reloptions)";
    assert_eq!(case.count(kept_off), case.staging_tables().len() as i64);
    assert!(case.count(kept_off) > 0);
    let summary = case.load(&["a.csv", "--chunk-bytes", "1MiB", "--jobs", "3"]);
    assert_eq!(case.count(kept_off), 0);
    assert_eq!(case.db.value("select chunk_bytes from tierload_default.scan"), "300");
    assert!(summary["chunks_skipped"].as_i64().unwrap() >= 5, "{summary}");
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 800);
}
