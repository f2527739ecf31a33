//! Dumps that say which folder was walked.

use super::marks::{COUNTS, file, marked, night, present, unread};
use crate::support::{Case, numbers};
use std::fs;
use tierload::dump::mark::{EndMark, Mark, record_sum};

/// A crawl says which folder it walked.
#[test]
fn a_crawl_of_a_part_says_nothing_of_the_rest() {
    let case = Case::new();
    for path in ["a/gone", "a/here", "a/x/here", "b/other"] {
        let path = case.folder().join("tree").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, "").unwrap();
    }
    let root = case.folder().join("tree");
    let load = |below: &str, flags: &[&str]| {
        let folder = root.join(below);
        let crawled = case.command(&["crawl", folder.to_str().unwrap(), "-q", "-o", "dump.csv"]).status();
        assert!(crawled.unwrap().success());
        case.load(&[&["dump.csv", "--root", root.to_str().unwrap()], flags].concat())
    };
    assert_eq!(load("", &[])["under"], serde_json::json!([]));
    fs::remove_file(root.join("a/gone")).unwrap();
    let part = load("a", &[]);
    assert_eq!(numbers(&part, ["loaded", "files_removed", "files_not_seen"]), [2, 1, 1]);
    assert_eq!(part["under"], serde_json::json!(["/a"]));
    assert_eq!(present(&case), "/a/here /a/x/here /b/other");
    case.assert_sound();
}

/// The folder above the one that is asked for could not be read.
#[test]
fn an_unread_folder_above_a_part_keeps_what_lies_below() {
    let case = Case::new();
    let load = |day: u32, records: Vec<String>, flags: &[&str]| {
        let name = format!("{day}.csv");
        case.write(&name, marked(&night(day), &records));
        case.load(&[&[&name, "--root", "/r"], flags].concat())
    };
    load(1, ["/r/a/b/kept", "/r/a/b/here", "/r/c/other"].map(file).to_vec(), &[]);
    let second = load(2, vec![file("/r/a/b/here"), unread("/r/a", "")], &["--under", "/a/b"]);
    assert_eq!(numbers(&second, COUNTS), [1, 1, 0, 2]);
    assert_eq!(present(&case), "/a/b/here /a/b/kept /c/other");
}

/// The sum in the end mark does not tell the order of the records.
#[test]
fn a_dump_that_was_sorted_does_not_tell_its_walk_and_is_refused() {
    let case = Case::new();
    let files: Vec<String> =
        (0..4_000).map(|n| file(&format!("/r/z{n:05}/a-rather-long-name-of-a-file"))).collect();
    let whole = marked(&night(1), &files);
    let (header, body) = whole.split_once('\n').unwrap();
    let mut lines: Vec<&str> = body.lines().collect();
    lines.sort_unstable_by(|one, other| other.cmp(one));
    case.write("1.csv", format!("{header}\n{}\n", lines.join("\n")));
    let message = case.refuse(&["1.csv"], 3);
    assert!(message.contains("does not begin with the mark that tierload crawl writes first"), "{message}");
    case.assert_nothing_published();
}

/// Living files elsewhere are not found removed, whatever stands beside the dump of a part.
#[test]
fn a_dump_of_a_part_stays_one_beside_others() {
    let case = Case::new();
    // The sum in the end mark is of the records as they stand there, the begin mark among them.
    let of = |day: u32, folder: &str, records: &[&str]| {
        let whole = marked(&night(day), &records.iter().map(|path| file(path)).collect::<Vec<_>>());
        let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
        lines[1] = lines[1].replace("/r,", &format!("{folder},"));
        let end = lines.len() - 1;
        let sum = lines[1..end].iter().fold(0_u64, |sum, line| sum.wrapping_add(record_sum(line.as_bytes())));
        lines[end] = format!("{folder},,,,,,{}", Mark::End(EndMark { files: records.len() as u64, sum }));
        let name = format!("{day}.csv");
        case.write(&name, format!("{}\n", lines.join("\n")));
        name
    };
    let all = of(1, "/r", &["/r/p/a", "/r/p/sub/b", "/r/q/c"]);
    case.load(&[&all, "--root", "/r"]);
    case.write("mended.csv", "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/r/p,m,5,,,\n");
    let part = of(2, "/r/p", &["/r/p/a", "/r/p/sub/b"]);
    let mended = case.load(&[&part, "mended.csv", "--started", &night(2)]);
    assert_eq!((numbers(&mended, COUNTS), &mended["under"]), ([3, 0, 0, 1], &serde_json::json!(["/p"])));
    let outside = of(3, "/elsewhere", &[]);
    let message = case.refuse(&[&part, &outside, "--started", &night(3)], 2);
    assert!(message.contains("lies outside the share's root"), "{message}");
    let sub = of(4, "/r/p/sub", &["/r/p/sub/b"]);
    let message = case.refuse(&[&sub, "--under", "/p"], 2);
    assert!(message.contains("is a walk of /p/sub alone, and --under says /p"), "{message}");
    let message = case.refuse(&[&part, "--under", "/p", "--under", "/q"], 2);
    assert!(message.contains("no input is a walk of /q"), "{message}");
    for whole in ["/r", "/", "."] {
        let message = case.refuse(&[&part, "--under", whole], 2);
        assert!(message.contains("is the whole share"), "{message}");
    }
    assert_eq!(present(&case), "/p/a /p/m /p/sub/b /q/c");
    case.assert_sound();
}
