//! SIGINT, SIGTERM and SIGPIPE. A load that is told to stop amid its chunks is among the tests of scans.

use super::kill::Clean;
use crate::support::{Case, Session, dump, succeed, tierload};
use rustix::process::{Pid, Signal, kill_process};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

const SIGNALS: [Signal; 2] = [Signal::INT, Signal::TERM];

const GOES_ON: &str = "the same command goes on from there";

/// Said at the first signal.
const STOPPING: &str = "stopping after the work in hand";

/// In some 60 chunks.
const FILES: u32 = 3_000;

/// Some chunk is loaded.
const LOADING: &str = "select count(*) > 2 from tierload_default.ingest_chunk";

const BLOCKED: &str = "select exists (select from pg_stat_activity where datname = current_database()
    and application_name = 'tierload' and wait_event_type = 'Lock')";

/// `tierload scan` of an input in many chunks.
fn scan(case: &Case, input: &str) -> Command {
    let mut command = case.scan(&[input, "--started", "2024-05-01T00:00:00Z", "--quiet"]);
    command.args([
        "--scan-id",
        "8b35cd45-b400-54fd-afcd-a9c39a49bf9a",
        "--jobs",
        "1",
        "--chunk-bytes",
        "3000",
    ]);
    command
}

fn spawn(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn send(child: &Child, signal: Signal) {
    kill_process(Pid::from_child(child), signal).unwrap();
}

/// It ended as one that was stopped, said how to go on, and has published nothing.
fn assert_stopped(case: &Case, output: &Output) {
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{}: {told}", output.status);
    assert!(told.contains(GOES_ON), "{told}");
    assert_eq!(case.count("select count(*) from tierload_default.share where last_scan_id is not null"), 0);
}

/// Runs the same command again; then all is as if nothing had happened.
fn assert_resumed(case: &Case, again: &mut Command) {
    let clean = Case::new();
    clean.write("a.csv", dump(0..FILES));
    succeed(&mut scan(&clean, "a.csv"));
    succeed(again);
    Clean::of(&clean).assert_same(case);
}

#[test]
fn a_publish_that_waits_for_a_lock_is_stopped() {
    for signal in SIGNALS {
        let case = Case::new();
        case.write("a.csv", dump(0..FILES));
        let child = spawn(&mut scan(&case, "a.csv"));
        case.wait_for(LOADING);
        let session = Session::open(&case.db);
        session.execute("begin; select from tierload_default.share where share_id = 1 for no key update");
        case.wait_for(BLOCKED);
        send(&child, signal);
        let output = child.wait_with_output().unwrap();
        assert_stopped(&case, &output);
        // The server notices that nobody waits for the lock only when it gets it.
        session.execute("rollback");
        assert_resumed(&case, &mut scan(&case, "a.csv"));
    }
}

#[test]
fn a_silent_pipe_does_not_hold_up_the_end() {
    for signal in SIGNALS {
        let case = Case::new();
        let path = case.write("a.csv", dump(0..FILES));
        let mut child = spawn(scan(&case, "-").stdin(Stdio::piped()));
        let mut pipe = child.stdin.take().unwrap();
        // More than is read before the first line is looked at.
        let half = dump(0..FILES / 2);
        pipe.write_all(half.as_bytes()).unwrap();
        case.wait_for(LOADING);
        send(&child, signal);
        let output = child.wait_with_output().unwrap();
        // The pipe was open until here, with nothing in it.
        drop(pipe);
        assert_stopped(&case, &output);
        assert_resumed(&case, scan(&case, "-").stdin(std::fs::File::open(path).unwrap()));
    }
}

#[test]
fn a_pipe_that_never_said_anything_does_not_either() {
    for signal in SIGNALS {
        let case = Case::new();
        let mut child = spawn(scan(&case, "-").stdin(Stdio::piped()));
        let pipe = child.stdin.take().unwrap();
        wait_until_caught(&child, signal);
        send(&child, signal);
        let output = child.wait_with_output().unwrap();
        drop(pipe);
        assert_stopped(&case, &output);
        assert_eq!(case.count("select count(*) from tierload_default.scan"), 0);
    }
}

/// Waits until the process has a handler for a signal.
fn wait_until_caught(child: &Child, signal: Signal) {
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap();
        u64::from_str_radix(mask.trim(), 16).unwrap() & 1 << (signal.as_raw() - 1) != 0
    };
    let started = Instant::now();
    while !caught() {
        assert!(started.elapsed() < Duration::from_secs(30), "{signal:?} is not caught");
        std::thread::sleep(Duration::from_millis(2));
    }
}

#[test]
fn a_second_signal_stops_at_once() {
    for signal in SIGNALS {
        let case = Case::new();
        case.write("a.csv", dump(0..FILES));
        let mut child = spawn(&mut scan(&case, "a.csv"));
        case.wait_for(LOADING);
        // The chunk in hand cannot be ended.
        let session = Session::open(&case.db);
        session.execute("begin; lock table tierload_default.ingest_chunk in share mode");
        case.wait_for(BLOCKED);
        send(&child, signal);
        let mut stderr = BufReader::new(child.stderr.take().unwrap());
        assert!(first_line(&mut stderr).starts_with(STOPPING));
        let started = Instant::now();
        send(&child, signal);
        let mut told = String::new();
        stderr.read_to_string(&mut told).unwrap();
        // Four seconds after the first it would have ended all the same.
        assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
        let output = Output { status: child.wait().unwrap(), stdout: Vec::new(), stderr: told.into_bytes() };
        assert_stopped(&case, &output);
        session.execute("rollback");
        assert_resumed(&case, &mut scan(&case, "a.csv"));
    }
}

fn first_line(stderr: &mut BufReader<ChildStderr>) -> String {
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    line
}

#[test]
fn crawl_into_head_is_silent() {
    let folder = tempfile::TempDir::new().unwrap();
    // More than a pipe holds, so that the crawl is still writing when head is gone.
    for n in 0..2_000 {
        std::fs::write(folder.path().join(format!("{n:0>200}")), "").unwrap();
    }
    let mut crawl = tierload();
    crawl.arg("crawl").arg(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut crawl = crawl.spawn().unwrap();
    let mut head = Command::new("head");
    head.args(["-n", "1"]).stdin(crawl.stdout.take().unwrap());
    assert!(succeed(&mut head).starts_with("dir_path,name,"));
    // Its end of the pipe is closed with it.
    drop(head);
    let output = crawl.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.success(), "{}", output.status);
}
