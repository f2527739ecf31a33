//! Dumps that say when their walk began, what it could not read, and where it ends.

use crate::support::{Case, fail, numbers, one_line};
use std::fs;
use std::process::Stdio;
use tierload::dump::mark::{EndMark, Mark, record_sum};

const HEADER: &str = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,mark";

/// A dump as crawl writes it: files and marks by record, without line ends.
pub(super) fn marked(began: &str, records: &[String]) -> String {
    let begin = format!("/r,,,,,,{}", Mark::Begin(began.parse().unwrap()));
    let before: Vec<&str> = [begin.as_str()].into_iter().chain(records.iter().map(String::as_str)).collect();
    let sum = before.iter().fold(0_u64, |sum, record| sum.wrapping_add(record_sum(record.as_bytes())));
    let files = records.iter().filter(|record| record.ends_with(',')).count() as u64;
    let end = format!("/r,,,,,,{}", Mark::End(EndMark { files, sum }));
    format!("{HEADER}\n{}\n{end}\n", before.join("\n"))
}

pub(super) fn file(path: &str) -> String {
    let (dir, name) = path.rsplit_once('/').unwrap();
    format!("{dir},{name},1,5,5,5,")
}

pub(super) fn unread(dir: &str, name: &str) -> String {
    format!("{dir},{name},,,,,unread")
}

pub(super) fn night(day: u32) -> String {
    format!("2024-05-{day:02}T01:00:00.000001Z")
}

pub(super) fn present(case: &Case) -> String {
    case.db.value("select coalesce(string_agg(full_path, ' ' order by full_path), '') from tierload_default.file_current")
}

pub(super) const COUNTS: [&str; 4] = ["rows_read", "folders_not_read", "files_removed", "files_not_seen"];

#[test]
fn what_crawl_writes_is_loaded_with_the_time_at_which_its_walk_began() {
    let case = Case::new();
    fs::create_dir_all(case.folder().join("tree/a,\"b\"/\nc")).unwrap();
    for (at, dir) in ["tree", "tree/a,\"b\"", "tree/a,\"b\"/\nc"].iter().enumerate() {
        for n in 0..100 {
            fs::write(case.folder().join(format!("{dir}/{n}\r\u{e9}")), vec![0; at]).unwrap();
        }
    }
    let before = jiff::Timestamp::now().as_microsecond();
    for (name, flags) in
        [("a.csv", &["--chunk-bytes", "500"][..]), ("b.csv.zst", &["--jobs", "1"]), ("c.csv.gz", &[])]
    {
        let crawled = case.command(&["crawl", "tree", "-q", "-o", name]).status().unwrap();
        assert!(crawled.success());
        let done = case.load(&[&[name][..], flags].concat());
        assert_eq!(numbers(&done, COUNTS), [300, 0, 0, 0], "{name}");
        assert_eq!(numbers(&done, ["loaded", "rejected", "skipped"]), [300, 0, 0], "{name}");
    }
    let started = case.db.rows("select (extract(epoch from started_utc) * 1000000)::bigint from tierload_default.scan order by scan_id");
    let started: Vec<i64> = started.iter().map(|text| text.parse().unwrap()).collect();
    assert!(before <= started[0] && started.is_sorted() && started[0] < started[2], "{started:?}");
    let of_file = fs::metadata(case.folder().join("c.csv.gz")).unwrap().modified().unwrap();
    assert!(started[2] <= jiff::Timestamp::try_from(of_file).unwrap().as_microsecond());
    case.assert_sound();
}

#[test]
fn a_dump_that_was_cut_off_anywhere_is_refused() {
    let case = Case::new();
    let files: Vec<String> = (0..12).map(|n| file(&format!("/r/d{}/f{n}", n % 3))).collect();
    case.write("1.csv", marked(&night(1), &files));
    case.load(&["1.csv", "--chunk-bytes", "100"]);
    let whole = marked(&night(2), &files);
    let ends: Vec<usize> = whole.match_indices('\n').map(|(at, _)| at + 1).collect();
    for end in &ends[..ends.len() - 1] {
        case.write("2.csv", &whole[..*end]);
        let message = case.refuse(&["2.csv", "--chunk-bytes", "100", "--last-line-complete"], 3);
        assert!(message.contains("2.csv has no end mark"), "{end}: {message}");
        fail(&mut case.command(&["scan", "--dry-run", "2.csv"]), 3);
    }
    assert_eq!(case.count("select count(*) from tierload_default.scan where status = 'OK'"), 1);
    assert_eq!(case.staging_tables(), Vec::<String>::new());
    case.write("2.csv", whole);
    assert_eq!(numbers(&case.load(&["2.csv"]), ["files_unchanged"]), [12]);
}

#[test]
fn a_dump_that_was_changed_is_refused() {
    let case = Case::new();
    let files: Vec<String> = (0..6).map(|n| file(&format!("/r/f{n}"))).collect();
    let whole = marked(&night(1), &files);
    let line = format!("{}\n", files[3]);
    for (changed, expected) in [
        (whole.replace(&line, ""), "its end mark says 6 files, and 5 are there"),
        (whole.replace(&line, &line.repeat(2)), "its end mark says 6 files, and 7 are there"),
        (whole.replace("f3,1,5", "f3,1,6"), "do not add up to the sum"),
        (whole.replace(&line, &format!("{line}{}\n", unread("/r/x", ""))), "do not add up to the sum"),
        (whole.replace("begin 2024", "begin 2023"), "do not add up to the sum"),
    ] {
        case.write("1.csv", changed);
        let message = case.refuse(&["1.csv"], 3);
        assert!(message.contains(expected), "{message}");
        let told =
            one_line(&fail(case.command(&["scan", "--dry-run", "1.csv", "--json"]).stdout(Stdio::null()), 3));
        assert!(told.contains(expected), "{told}");
    }
    case.assert_nothing_published();
    // Line ends of another kind are not in the sum, nor is the order of the records.
    let mut lines: Vec<&str> = whole.lines().collect();
    lines[2..8].reverse();
    case.write("1.csv", format!("{}\r\n", lines.join("\r\n")));
    assert_eq!(numbers(&case.load(&["1.csv"]), ["files_new"]), [6]);
}

#[test]
fn nothing_below_a_folder_that_could_not_be_read_is_removed() {
    let case = Case::new();
    let all = ["/r/a/b/c/x", "/r/a/b/y", "/r/a/z", "/r/ab/x", "/r/gone/x", "/r/here", "/r/odd/x", "/r/odd/y"];
    let load = |day: u32, records: Vec<String>| {
        let name = format!("{day}.csv");
        case.write(&name, marked(&night(day), &records));
        case.load(&[&name, "--root", "/r"])
    };
    load(1, all.map(file).to_vec());
    let second = load(
        2,
        vec![file("/r/here"), unread("/r/a/b", ""), unread("/r/odd", "x"), unread("/r/never/was", "")],
    );
    assert_eq!(numbers(&second, COUNTS), [1, 2, 4, 3]);
    assert_eq!(second["status"], "WARN");
    assert_eq!(present(&case), "/a/b/c/x /a/b/y /here /odd/x");
    // The root could not be read, beyond one folder.
    let third = load(3, vec![file("/r/here"), unread("/r", "")]);
    assert_eq!(numbers(&third, COUNTS), [1, 1, 0, 3]);
    // What could not be read is read again.
    let fourth = load(4, vec![file("/r/here"), file("/r/a/b/y")]);
    assert_eq!(numbers(&fourth, COUNTS), [2, 0, 2, 0]);
    assert_eq!(present(&case), "/a/b/y /here");
    case.assert_sound();
}

/// Somebody chose not to look: that is no evidence, and nothing that went wrong.
#[test]
fn what_a_crawl_was_to_leave_out_is_not_removed() {
    let case = Case::new();
    for path in ["a/x", "a/x.tmp", "b/y", "b/c/z", "gone/x", "gone/x.tmp"] {
        let path = case.folder().join("tree").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let load = |flags: &[&str]| {
        let crawled =
            case.command(&[&["crawl", "tree", "-q", "-o", "a.csv"], flags].concat()).status().unwrap();
        assert!(crawled.success());
        case.load(&["a.csv", "--root", case.folder().join("tree").to_str().unwrap()])
    };
    load(&[]);
    fs::remove_dir_all(case.folder().join("tree/gone")).unwrap();
    let second = load(&["--exclude", "b", "--exclude", "**/*.tmp"]);
    assert_eq!(numbers(&second, COUNTS), [1, 0, 2, 3]);
    assert_eq!(second["status"], "OK");
    assert_eq!(present(&case), "/a/x /a/x.tmp /b/c/z /b/y");
    fs::remove_file(case.folder().join("tree/a/x.tmp")).unwrap();
    assert_eq!(numbers(&load(&[]), COUNTS), [3, 0, 1, 0]);
    assert_eq!(present(&case), "/a/x /b/c/z /b/y");
    case.assert_sound();
}

#[test]
fn marks_are_remembered_by_a_run_that_goes_on() {
    let case = Case::new();
    let files: Vec<String> = (0..60).map(|n| file(&format!("/r/d{}/f{n}", n % 7))).collect();
    case.write("1.csv", marked(&night(1), &files));
    case.load(&["1.csv"]);
    let mut records = files[..50].to_vec();
    records.insert(20, unread("/r/d0", ""));
    case.write("2.csv", marked(&night(2), &records));
    let args = ["2.csv", "--chunk-bytes", "200", "--jobs", "1"];
    for point in
        ["chunk-committed", "chunk-committed=2*off->return", "ledger-closed", "before-publish-commit"]
    {
        let point = if point.contains('=') { point.to_owned() } else { format!("{point}=return") };
        let killed = case.scan(&args).arg("--quiet").env("FAILPOINTS", &point).status().unwrap();
        assert!(!killed.success(), "{point}");
    }
    // Of the ten that are missing two lie in that folder.
    let done = case.load(&args);
    let missing = (50..60).filter(|n| n % 7 == 0).count() as i64;
    assert_eq!(numbers(&done, COUNTS), [50, 1, 10 - missing, missing]);
    case.assert_sound();
}

#[test]
fn a_pipe_that_breaks_is_noticed() {
    let case = Case::new();
    let whole = marked(&night(1), &[file("/r/a"), file("/r/b"), file("/r/c")]);
    let cut = whole.rsplit_once("/r,,").unwrap().0;
    let piped = |text: &str, expected: i32| {
        case.write("piped", text);
        let mut command = case.scan(&["-", "--json"]);
        command.stdin(fs::File::open(case.folder().join("piped")).unwrap());
        let output = command.output().unwrap();
        assert_eq!(output.status.code(), Some(expected), "{output:?}");
    };
    piped(cut, 3);
    piped(&whole, 0);
    let started =
        "select started_utc = '2024-05-01 01:00:00.000001+00' from tierload_default.scan where status = 'OK'";
    assert_eq!(case.db.rows(started), ["t"]);
}
