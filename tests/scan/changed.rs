//! Inputs that changed since a scan began to load them.

use crate::support::{Case, assert_same_tables, dump, fail, succeed, tables};
use std::fs::File;
use std::process::Stdio;

/// Loads a part of `a.csv`, of which each chunk has 300 bytes at most.
fn load_a_part(case: &Case, flags: &[&str]) {
    let args = [&["a.csv", "--jobs", "1", "--chunk-bytes", "300", "--quiet"], flags].concat();
    let mut child = case.scan(&args).spawn().unwrap();
    case.wait_for("select count(*) >= 10 from tierload_default.ingest_chunk");
    child.kill().unwrap();
    child.wait().unwrap();
    // What the killed process had begun is rolled back by then.
    case.wait_for(
        "select not exists (select from pg_stat_activity
            where datname = current_database() and application_name = 'tierload')",
    );
}

/// The bytes of the chunk that holds byte `at`.
fn chunk_at(case: &Case, at: usize) -> String {
    case.db.value(&format!(
        "select format('bytes %s to %s', byte_start, byte_end) from tierload_default.ingest_chunk
         where byte_start <= {at} and byte_end > {at}"
    ))
}

/// `dump(0..800)` with one digit changed, within what [`load_a_part`] loads; and where that is.
fn changed_dump() -> (String, usize) {
    let text = dump(0..800);
    let at = text.find("file_000007.dat,49,").unwrap() + "file_000007.dat,".len();
    (format!("{}9{}", &text[..at], &text[at + 1..]), at)
}

#[test]
fn a_changed_input_is_refused_until_the_scan_is_abandoned() {
    let (case, clean) = (Case::new(), Case::new());
    let started = ["--started", "2024-05-01T00:00:00Z"];
    case.write("a.csv", dump(0..800));
    load_a_part(&case, &started);
    let before = tables(&case.db);
    let guid = case.db.value("select scan_guid from tierload_default.scan");
    let (text, at) = changed_dump();
    case.write("a.csv", &text);
    let args = [&["a.csv"], &started[..]].concat();
    let message = case.refuse(&args, 3);
    assert!(message.starts_with(&format!("a.csv changed since scan {guid} began to load it")), "{message}");
    assert!(message.contains(&format!("first difference in {}", chunk_at(&case, at))), "{message}");
    assert!(message.ends_with(&format!("tierload abandon {guid}")), "{message}");
    assert_eq!(tables(&case.db), before);

    let told = succeed(&mut case.command(&["abandon", &guid]));
    assert!(told.contains(&guid), "{told}");
    case.assert_nothing_published();
    case.load(&args);
    clean.write("a.csv", &text);
    clean.load(&args);
    assert_eq!(
        case.db
            .rows("select full_path, size_bytes, mtime_unix from tierload_default.file_current order by 1"),
        clean
            .db
            .rows("select full_path, size_bytes, mtime_unix from tierload_default.file_current order by 1")
    );
    // Abandoned is abandoned, and published is published.
    let told = succeed(&mut case.command(&["abandon", &guid]));
    assert!(
        told.contains("was given up before, and nothing of it is left: given up by tierload abandon"),
        "{told}"
    );
    let published = case.db.value("select scan_guid from tierload_default.scan where status = 'OK'");
    let message = fail(&mut case.command(&["abandon", &published]), 2);
    assert!(message.contains("is published (OK), and stays"), "{message}");
}

#[test]
fn a_shortened_input_is_refused() {
    let case = Case::new();
    case.write("a.csv", dump(0..800));
    load_a_part(&case, &[]);
    case.write("a.csv", dump(0..8));
    let message = case.refuse(&["a.csv"], 3);
    assert!(message.contains("first difference in bytes "), "{message}");
}

#[test]
fn an_input_that_has_grown_is_refused_too() {
    let case = Case::new();
    case.write("a.csv", dump(0..800));
    load_a_part(&case, &[]);
    case.write("a.csv", dump(0..801));
    let message = case.refuse(&["a.csv"], 3);
    assert!(message.contains("the part that is loaded is the same"), "{message}");
}

#[test]
fn the_input_as_it_was_goes_on() {
    let (case, clean) = (Case::new(), Case::new());
    let args = ["a.csv", "--started", "2024-05-01T00:00:00Z", "--chunk-bytes", "300"];
    case.write("a.csv", dump(0..800));
    load_a_part(&case, &args[1..3]);
    case.write("a.csv", changed_dump().0);
    case.refuse(&args, 3);
    for case in [&case, &clean] {
        case.write("a.csv", dump(0..800));
        case.load(&args);
    }
    assert_same_tables(&case.db, &clean.db);
}

#[test]
fn a_scan_id_stays_with_its_input() {
    let case = Case::new();
    let guid = "01234567-89ab-4def-8123-456789abcdef";
    let args = ["a.csv", "--scan-id", guid, "--chunk-bytes", "300"];
    case.write("a.csv", dump(0..800));
    let summary = case.load(&args);
    assert_eq!(summary["scan_guid"], guid);
    let before = tables(&case.db);
    let (text, at) = changed_dump();
    case.write("a.csv", text);
    let message = case.refuse(&args, 3);
    assert!(message.starts_with(&format!("a.csv changed since scan {guid} began to load it")), "{message}");
    assert!(message.contains(&chunk_at(&case, at)), "{message}");
    case.write("b.csv", dump(0..1));
    let message = case.refuse(&["a.csv", "b.csv", "--scan-id", guid], 3);
    assert!(message.contains("was begun with 1 inputs and is now given 2"), "{message}");
    assert_eq!(tables(&case.db), before);
}

#[test]
fn a_pipe_with_a_scan_id_resumes_and_a_changed_one_does_no_harm() {
    let (case, clean) = (Case::new(), Case::new());
    let guid = "01234567-89ab-4def-8123-456789abcdef";
    let args = [
        "-",
        "--scan-id",
        guid,
        "--jobs",
        "1",
        "--chunk-bytes",
        "300",
        "--started",
        "2024-05-01T00:00:00Z",
        "--quiet",
    ];
    case.write("a.csv", dump(0..800));
    clean.write("a.csv", dump(0..800));
    let from = |case: &Case, name: &str| {
        let mut command = case.scan(&args);
        command.stdin(Stdio::from(File::open(case.folder().join(name)).unwrap()));
        command
    };
    let mut child = from(&case, "a.csv").spawn().unwrap();
    case.wait_for("select count(*) >= 10 from tierload_default.ingest_chunk");
    child.kill().unwrap();
    child.wait().unwrap();
    let (text, at) = changed_dump();
    case.write("changed.csv", text);
    let message = fail(&mut from(&case, "changed.csv"), 3);
    assert!(message.contains("changed since this scan began to load it"), "{message}");
    assert!(message.contains(&chunk_at(&case, at)), "{message}");
    assert_eq!(case.db.value("select status from tierload_default.scan"), "LOADING");
    assert!(case.count("select count(*) from tierload_default.ingest_chunk") >= 10);
    for case in [&case, &clean] {
        succeed(&mut from(case, "a.csv"));
    }
    assert_same_tables(&case.db, &clean.db);
}
