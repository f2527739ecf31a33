//! Scans that would find more files removed than anybody would expect.

use crate::support::{Case, HEADER, dump, fail, numbers, succeed};
use serde_json::Value;

const FIRST: [&str; 3] = ["first.csv", "--started", "2024-05-01T00:00:00Z"];
const SECOND: [&str; 3] = ["second.csv", "--started", "2024-05-02T00:00:00Z"];

/// A share of so many files, and a later dump that has only some of them.
fn share(files: u32, left: u32) -> Case {
    let case = Case::new();
    case.write("first.csv", dump(0..files));
    case.write("second.csv", dump(0..left));
    case.load(&FIRST);
    case
}

fn present(case: &Case) -> i64 {
    case.count("select count(*) from tierload_default.file_current")
}

#[test]
fn half_of_a_share_goes_only_when_somebody_says_so() {
    let case = share(1_000, 499);
    let message = case.refuse(&SECOND, 3);
    assert!(
        message.contains("501 of 1000 files would be found removed, more than --max-removed 50%"),
        "{message}"
    );
    assert!(message.contains("lose most: /top/dir 00 (14 of 28), "), "{message}");
    assert!(message.contains("--max-removed 501"), "{message}");
    assert_eq!(message.matches(" of 2").count(), 10, "{message}");
    assert_eq!(present(&case), 1_000);
    assert_eq!(case.count("select count(*) from tierload_default.file_removed"), 0);
    let allowed = case.load(&[&SECOND[..], &["--max-removed", "501"]].concat());
    assert_eq!(numbers(&allowed, ["files_removed", "files_unchanged"]), [501, 499]);
    assert_eq!(present(&case), 499);
    assert_eq!(case.staging_tables(), Vec::<String>::new());
    case.assert_sound();
}

#[test]
fn half_of_a_share_may_go_and_all_of_a_small_one() {
    for (files, left) in [(1_000, 500), (999, 1)] {
        let case = share(files, left);
        assert_eq!(numbers(&case.load(&SECOND), ["files_removed"]), [i64::from(files - left)]);
    }
}

#[test]
fn a_limit_of_ones_own_holds_for_small_shares_too() {
    let case = share(10, 8);
    for (limit, allowed) in [("0", false), ("1", false), ("19%", false), ("2", true)] {
        let args = [&SECOND[..], &["--max-removed", limit]].concat();
        if allowed {
            assert_eq!(numbers(&case.load(&args), ["files_removed"]), [2]);
        } else {
            let message = case.refuse(&args, 3);
            assert!(
                message.contains(&format!(
                    "2 of 10 files would be found removed, more than --max-removed {limit};"
                )),
                "{message}"
            );
        }
    }
}

#[test]
fn what_is_refused_can_be_given_up_and_another_dump_be_loaded() {
    let case = share(1_000, 1);
    let message = case.refuse(&SECOND, 3);
    let guid = message.split("tierload abandon ").nth(1).unwrap().split('`').next().unwrap();
    case.write("third.csv", dump(0..999));
    let third = case.load(&["third.csv", "--started", "2024-05-03T00:00:00Z"]);
    assert_eq!(numbers(&third, ["files_removed"]), [1]);
    succeed(&mut case.command(&["abandon", guid]));
    assert_eq!(case.staging_tables(), Vec::<String>::new());
    case.assert_sound();
}

#[test]
fn what_is_refused_does_not_keep_the_next_night_from_being_loaded() {
    let case = share(1_000, 1);
    case.refuse(&SECOND, 3);
    succeed(&mut case.command(&["verify"]));
    // Written over by the next night, as `> second.csv` does.
    case.write("second.csv", dump(0..999));
    let third = case.load(&["second.csv", "--started", "2024-05-03T00:00:00Z"]);
    assert_eq!(numbers(&third, ["files_removed"]), [1]);
    case.assert_sound();
}

#[test]
fn a_dry_run_that_fails_is_one_object_too() {
    let case = share(10, 10);
    case.write("bad.csv", format!("{HEADER}/a,x,1,1,1,1\n/a,y,many,1,1,1\n"));
    let output = case.command(&["scan", "--dry-run", "bad.csv", "--json"]).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&told["dry_run"], &told["status"], &told["exit_code"]),
        (&true.into(), &"ERROR".into(), &3.into())
    );
    assert_eq!(told["inputs"][0]["rejected"], 1);
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn a_failure_is_an_object_for_those_who_asked_for_one() {
    let case = share(1_000, 1);
    let args = [&["scan"], &SECOND[..], &["--share", "s", "--json", "--quiet"]].concat();
    let output = case.command(&args).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["status"], &told["exit_code"]), (&"ERROR".into(), &3.into()));
    assert!(told["error"].as_str().unwrap().contains("--max-removed"), "{told}");
    assert_eq!(output.status.code(), Some(3));
    // What cannot even begin too.
    case.write("empty.csv", HEADER);
    let output = case.command(&["scan", "none.csv", "--share", "s", "--json"]).output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&told["status"], &told["exit_code"]), (&"ERROR".into(), &3.into()));
    fail(&mut case.command(&["scan", "empty.csv", "--share", "s"]), 3);
}
