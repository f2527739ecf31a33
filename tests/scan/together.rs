//! Several processes and readers at once.

use crate::support::{Case, Session, assert_same_tables, dump, succeed, summary};
use serde_json::Value;
use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};

fn start(command: &mut Command) -> Child {
    command.arg("--json").arg("--quiet").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

/// The summary of a process that must succeed.
fn end(child: Child) -> Value {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    summary(String::from_utf8(output.stdout).unwrap().trim())
}

const SMALL: [&str; 2] = ["--chunk-bytes", "1000"];

#[test]
fn two_processes_with_one_scan_load_it_once() {
    let (case, clean) = (Case::new(), Case::new());
    // First on a new share, then on a known one.
    for (day, files) in [(1, 0..1500), (2, 300..1800)] {
        let name = format!("{day}.csv");
        let started = format!("2024-05-0{day}T00:00:00Z");
        let flags = [&[name.as_str(), "--started", &started], &SMALL[..]].concat();
        for case in [&case, &clean] {
            case.write(&name, dump(files.clone()));
        }
        clean.load(&flags);
        let children: Vec<Child> = (0..3).map(|_| start(&mut case.scan(&flags))).collect();
        let ends: Vec<Value> = children.into_iter().map(end).collect();
        for key in
            ["scan_id", "rows_read", "loaded", "files_new", "files_unchanged", "files_removed", "chunks"]
        {
            assert!(ends.iter().all(|one| one[key] == ends[0][key]), "{key}: {ends:?}");
        }
    }
    assert_same_tables(&case.db, &clean.db);
}

#[test]
fn loads_of_two_shares_at_once_do_not_meet() {
    let (case, clean) = (Case::new(), Case::new());
    let command = |case: &Case, share: &str| {
        case.command(&["scan", &format!("{share}.csv"), "--share", share, "--chunk-bytes", "1000"])
    };
    for case in [&case, &clean] {
        case.write("one.csv", dump(0..1000));
        case.write("two.csv", dump(500..1500));
    }
    let children = ["one", "two"].map(|share| start(&mut command(&case, share)));
    for child in children {
        end(child);
    }
    for share in ["one", "two"] {
        succeed(command(&clean, share).arg("--quiet"));
    }
    assert_same_tables(&case.db, &clean.db);
}

#[test]
fn a_load_waits_for_no_publish_of_another_share() {
    let case = Case::new();
    case.write("a.csv", dump(0..100));
    // Somebody holds the turn of share 1.
    let held = Session::open(&case.db);
    held.execute("begin; select from tierload_default.share where share_id = 1 for no key update");
    let waiting = start(&mut case.scan(&["a.csv"]));
    case.wait_for("select count(*) = 1 from tierload_default.scan where status = 'BUILDING'");
    let mut other = case.command(&["scan", "a.csv", "--share", "t"]);
    assert_eq!(end(start(&mut other))["loaded"], 100);
    held.execute("commit");
    assert_eq!(end(waiting)["loaded"], 100);
}

#[test]
fn two_first_scans_of_one_share_follow_one_another() {
    let case = Case::new();
    case.write("1.csv", dump(0..600));
    case.write("2.csv", dump(100..700));
    let scan = |day: u32| {
        start(&mut case.scan(&[&format!("{day}.csv"), "--started", &format!("2024-05-0{day}T00:00:00Z")]))
    };
    // Both find a share that no scan has filled yet, and only then may one of them publish.
    let held = Session::open(&case.db);
    let older = scan(1);
    case.wait_for("select count(*) = 1 from tierload_default.share");
    held.execute("begin; select from tierload_default.share where share_id = 1 for no key update");
    let waiting =
        "select count(*) = 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%for no key update%'";
    case.wait_for(waiting);
    let newer = scan(2);
    case.wait_for(&waiting.replace("= 1", "= 2"));
    held.execute("commit");
    end(older);
    let newer = end(newer);
    assert_eq!(newer["files_new"].as_i64().unwrap() + newer["files_unchanged"].as_i64().unwrap(), 600);
    assert_eq!(
        case.db.rows(
            "select (select count(*) from tierload_default.file_current), (select count(*) from tierload_default.file_removed)"
        ),
        ["600|100"]
    );
    assert_eq!(case.staging_tables(), Vec::<String>::new());
}

#[test]
fn an_older_scan_that_was_begun_first_is_not_published_after_a_newer_one() {
    let case = Case::new();
    case.write("0.csv", dump(0..10));
    case.load(&["0.csv", "--started", "2024-05-01T00:00:00Z"]);
    case.write("older.csv", dump(0..400));
    case.write("newer.csv", dump(0..20));
    let slow = ["--jobs", "1", "--chunk-bytes", "300"];
    let older =
        start(&mut case.scan(&[&["older.csv", "--started", "2024-05-02T00:00:00Z"], &slow[..]].concat()));
    case.wait_for("select count(*) = 2 from tierload_default.scan");
    case.load(&["newer.csv", "--started", "2024-05-03T00:00:00Z"]);
    let output = older.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("was last scanned at 2024-05-03T00:00:00Z"), "{told}");
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 20);
    assert_eq!(case.staging_tables(), Vec::<String>::new());
}

/// Everything that a reader sees who asks again and again, until told to stop.
fn look(case: &Case, query: &str, done: &AtomicBool) -> BTreeSet<String> {
    let session = Session::open(&case.db);
    let mut seen = BTreeSet::new();
    while !done.load(Ordering::Relaxed) {
        seen.insert(session.value(query));
    }
    seen.insert(session.value(query));
    seen
}

/// Tells readers to stop, also when the test fails.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn readers_see_all_of_a_scan_or_nothing() {
    let case = Case::new();
    case.write("1.csv", dump(0..3000));
    // All sizes change, 500 files go, 500 come.
    case.write("2.csv", dump(500..3500).replace(".dat,", ".dat,1"));
    let queries = [
        "select count(*) from tierload_default.file",
        "select count(*) || ' ' || coalesce(sum(size_bytes), 0) from tierload_default.file_current",
        "select count(*) || ' ' || count(*) filter (where status <> 'LOADING' and status <> 'BUILDING')
            from tierload_default.scan join tierload_default.share on last_scan_id = scan_id",
    ];
    let sum = |files: std::ops::Range<u64>, with_one: bool| -> u64 {
        files.map(|n| if with_one { format!("1{}", n * 7).parse().unwrap() } else { n * 7 }).sum()
    };
    let expected = [
        [String::from("0"), "3000".into(), "6000".into()],
        [
            String::from("0 0"),
            format!("3000 {}", sum(0..3000, false)),
            format!("3000 {}", sum(500..3500, true)),
        ],
        [String::from("0 0"), "1 1".into(), "1 1".into()],
    ];
    for (day, states) in [(1, 0..2), (2, 1..3)] {
        let done = AtomicBool::new(false);
        std::thread::scope(|scope| {
            let stop = Stop(&done);
            let readers: Vec<_> =
                queries.iter().map(|query| scope.spawn(|| look(&case, query, &done))).collect();
            let name = format!("{day}.csv");
            let started = format!("2024-05-0{day}T00:00:00Z");
            case.load(&[&name, "--started", &started, "--chunk-bytes", "20000"]);
            drop(stop);
            for (reader, expected) in readers.into_iter().zip(&expected) {
                let seen = reader.join().unwrap();
                let expected: BTreeSet<String> = expected[states.clone()].iter().cloned().collect();
                assert_eq!(seen, expected);
            }
        });
    }
}

#[test]
fn a_long_reader_does_not_stop_a_publish_nor_see_it() {
    let case = Case::new();
    case.write("1.csv", dump(0..100));
    case.write("2.csv", dump(50..200).replace(".dat,", ".dat,1"));
    case.load(&["1.csv", "--started", "2024-05-01T00:00:00Z"]);
    let reader = Session::open(&case.db);
    let query = "select count(*) || ' ' || sum(size_bytes) from tierload_default.file_current";
    reader.execute("begin isolation level repeatable read");
    let before = reader.value(query);
    case.load(&["2.csv", "--started", "2024-05-02T00:00:00Z"]);
    assert_eq!(reader.value(query), before);
    reader.execute("commit");
    assert!(reader.value(query).starts_with("150 "));
}

/// Two processes are given pipes with other content under one identity, and begin at the same moment.
fn two_pipes(first: &str, second: &str) -> (Case, Vec<(Option<i32>, String)>) {
    let case = Case::new();
    case.write("0.csv", dump(0..1));
    case.load(&["0.csv"]);
    let names = ["1.csv", "2.csv"];
    for (name, text) in names.iter().zip([first, second]) {
        case.write(name, text);
    }
    let held = Session::open(&case.db);
    held.execute("begin; lock table tierload_default.ingest_chunk in share mode");
    let children = names.map(|name| {
        let guid = "01234567-89ab-4def-8123-456789abcdef";
        let mut command = case.scan(&["-", "--scan-id", guid, "--jobs", "1", "--chunk-bytes", "300"]);
        command.stdin(std::fs::File::open(case.folder().join(name)).unwrap());
        start(&mut command)
    });
    case.wait_for(
        "select count(*) = 2 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock' and query like '%ingest_chunk%'",
    );
    held.execute("rollback");
    let ends = children.map(|child| {
        let output = child.wait_with_output().unwrap();
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    });
    (case, ends.into())
}

#[test]
fn two_inputs_do_not_meet_under_one_scan_id() {
    let (case, ends) = two_pipes(&dump(0..300), &dump(1000..1300));
    let refused: Vec<_> = ends.iter().filter(|(code, _)| *code == Some(3)).collect();
    assert!(!refused.is_empty(), "{ends:?}");
    assert!(refused.iter().all(|(_, told)| told.contains("changed since this scan began")), "{ends:?}");
    // All of one of them, or nothing.
    let found = case.db.rows(
        "select count(*) from tierload_default.file_state where removed_utc is null and name <> 'file_000000.dat'
         group by name < 'file_001' order by 1",
    );
    assert!(found.is_empty() || found == ["300"] || found == ["299"], "{found:?} {ends:?}");
}

#[test]
fn an_input_that_ends_early_does_not_close_the_scan_of_a_longer_one() {
    let text = dump(0..300);
    // Cut between two chunks, so that all it has is right.
    let header = text.find('\n').unwrap() + 1;
    let mut end = header;
    for _ in 0..20 {
        end += text[end..end + 300].rfind('\n').unwrap() + 1;
    }
    let (case, ends) = two_pipes(&text, &text[..end]);
    let present = case.count("select count(*) from tierload_default.file_state where removed_utc is null");
    let told = format!("{present} {ends:?}");
    // Whichever is first: the short one closes a scan that holds no chunk beyond its own, or is refused.
    match (ends[0].0, ends[1].0) {
        (Some(0), Some(3)) => assert_eq!(present, 300, "{told}"),
        (Some(3), Some(0)) => assert!(present < 300 && ends[0].1.contains("more in it"), "{told}"),
        (Some(3), Some(3)) => assert_eq!(present, 1, "{told}"),
        (Some(0), Some(0)) => assert_eq!(present, 300, "{told}"),
        _ => panic!("{told}"),
    }
}

#[test]
fn abandon_waits_for_a_publish_under_way() {
    let case = Case::new();
    case.write("a.csv", dump(0..100));
    let held = Session::open(&case.db);
    let guid = "01234567-89ab-4def-8123-456789abcdef";
    let child = start(&mut case.scan(&["a.csv", "--scan-id", guid, "--jobs", "1", "--chunk-bytes", "300"]));
    case.wait_for("select count(*) = 1 from tierload_default.share");
    held.execute("begin; select from tierload_default.share where share_id = 1 for no key update");
    let blocked = "select count(*) = 1 from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'";
    case.wait_for(blocked);
    let mut abandon = case.command(&["abandon", guid]);
    let abandon = abandon.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    case.wait_for(&blocked.replace("= 1 from", "= 2 from"));
    held.execute("rollback");
    assert_eq!(end(child)["loaded"], 100);
    let told = String::from_utf8(abandon.wait_with_output().unwrap().stderr).unwrap();
    assert!(told.contains("is published (OK), and stays"), "{told}");
}
