//! Files whose records were rejected: a rescan keeps them as they were.

use crate::support::{Case, HEADER, numbers, succeed};
use serde_json::Value;

/// A scan of the files of one night, one record a line. Most of them may be rejected.
fn night(case: &Case, day: u32, records: &[&str]) -> Value {
    let input = format!("{day}.csv");
    case.write(&input, format!("{HEADER}{}\n", records.join("\n")));
    case.load(&[&input, "--started", &format!("2024-05-{day:02}T00:00:00Z"), "--max-rejects", "90%"])
}

fn names(case: &Case, view: &str) -> String {
    case.db.value(&format!(
        "select coalesce(string_agg(name, ' ' order by name), '') from tierload_default.{view}"
    ))
}

const COUNTS: [&str; 4] = ["rejected", "rejected_without_path", "files_removed", "files_not_seen"];

#[test]
fn a_rejected_record_keeps_its_file() {
    let case = Case::new();
    night(&case, 1, &["/a,bad,1,5,5,5", "/a,gone,1,5,5,5", "/a,here,1,5,5,5", "/b/c,bad,1,5,5,5"]);
    // A size, a time and an owner that are none. The folder of one of them is written in another way.
    let second = night(&case, 2, &["/a,bad,many,5,5,5", "/a,here,1,5,5,5", "//b/./c/,bad,1,5,soon,5"]);
    assert_eq!(numbers(&second, COUNTS), [2, 0, 1, 2]);
    assert_eq!(
        (names(&case, "file_current"), names(&case, "file_removed")),
        ("bad bad here".into(), "gone".into())
    );
    // The snapshot has what the scan saw.
    assert_eq!(names(&case, "file where scan_id = 2"), "here");
    // A night later it is known again, or it is gone.
    let third = night(&case, 3, &["/a,bad,1,5,5,5", "/a,here,1,5,5,5"]);
    assert_eq!(numbers(&third, COUNTS), [0, 0, 1, 0]);
    assert_eq!(
        (names(&case, "file_current"), names(&case, "file_removed")),
        ("bad here".into(), "bad gone".into())
    );
    case.assert_sound();
}

#[test]
fn a_record_that_does_not_tell_its_file_keeps_all_of_them() {
    for broken in ["/a,b,ad,1,5,5,5", "/a,bad,1,5,5", "/a,\"bad\"x,1,5,5,5", "/a,,1,5,5,5", "/a,..,1,5,5,5"] {
        let case = Case::new();
        night(&case, 1, &["/a,bad,1,5,5,5", "/a,gone,1,5,5,5", "/a,here,1,5,5,5"]);
        let second = night(&case, 2, &[broken, "/a,here,1,5,5,5"]);
        assert_eq!(numbers(&second, COUNTS), [1, 1, 0, 2], "{broken}");
        assert_eq!(names(&case, "file_current"), "bad gone here", "{broken}");
        let told = succeed(&mut case.command(&["status"]));
        assert!(told.contains("WARN"), "{told}");
        // What is loaded again says so again.
        let again = case.load(&["2.csv", "--started", "2024-05-02T00:00:00Z", "--max-rejects", "50%"]);
        assert_eq!((&again["already_loaded"], numbers(&again, COUNTS)), (&true.into(), [1, 1, 0, 2]));
        case.assert_sound();
    }
}

#[test]
fn what_lies_outside_of_the_root_is_no_file_of_the_share() {
    let case = Case::new();
    let scan = |day: u32, records: &str| {
        let input = format!("{day}.csv");
        case.write(&input, format!("{HEADER}{records}"));
        let started = format!("2024-05-{day:02}T00:00:00Z");
        case.load(&[&input, "--started", &started, "--root", "/r", "--max-rejects", "50%"])
    };
    scan(1, "/r,here,1,5,5,5\n/r,gone,1,5,5,5\n");
    let second = scan(2, "/r,here,1,5,5,5\n/other,gone,1,5,5,5\n");
    assert_eq!(numbers(&second, COUNTS), [1, 0, 1, 0]);
}

#[test]
fn kills_and_resumes_do_not_forget_them() {
    let case = Case::new();
    let rows = |bad: bool| -> String {
        (0..300)
            .map(|n| {
                let size = if bad && n % 100 == 7 { "x".to_owned() } else { n.to_string() };
                format!("/d{},f{n:03},{size},5,5,5\n", n % 7)
            })
            .collect()
    };
    case.write("1.csv", format!("{HEADER}{}", rows(false)));
    case.write("2.csv", format!("{HEADER}{}", rows(true)));
    case.load(&["1.csv", "--started", "2024-05-01T00:00:00Z"]);
    let args = ["2.csv", "--started", "2024-05-02T00:00:00Z", "--chunk-bytes", "700", "--jobs", "2"];
    for point in
        ["chunk-copied", "chunk-committed", "ledger-closed", "differences-found", "before-publish-commit"]
    {
        let killed =
            case.scan(&args).arg("--quiet").env("FAILPOINTS", format!("{point}=return")).output().unwrap();
        assert!(!killed.status.success(), "{point}");
    }
    let done = case.load(&args);
    assert_eq!(numbers(&done, COUNTS), [3, 0, 0, 3]);
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 300);
    case.assert_sound();
}
