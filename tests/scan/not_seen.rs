//! Files that a scan did not see and that are not removed: an audit log accessed them, or made them known, after the walk
//! began.

use crate::support::{Case, HEADER, numbers, read, succeed};

/// Seconds since 1970 of a day in May 2026.
fn day(day: i64) -> i64 {
    1_777_593_600 + (day - 1) * 86_400
}

/// Scans with a walk that began on a day of May 2026.
fn scan(case: &Case, started: u32, names: &[&str]) -> serde_json::Value {
    let rows: String = names.iter().map(|name| format!("/a,{name},1,1000,1000,1000\n")).collect();
    let input = format!("{started}.csv");
    case.write(&input, format!("{HEADER}{rows}"));
    let started = format!("2026-05-{started:02}T00:00:00Z");
    case.load(&[&input, "--started", &started, "--source-type", "LucidLink"])
}

/// How many files each scan removed, and how many it did not see.
const UNSEEN: &str = "select files_removed, files_not_seen from tierload_default.scan order by scan_id";

/// Present files, and the scans that saw them last.
const PRESENT: &str =
    "select name, last_seen_scan_id, atime_unix from tierload_default.file_current order by 1";

#[test]
fn a_folder_that_did_not_change_decides_of_what_was_not_seen_before() {
    let case = Case::new();
    // Its folder has the same files in the second and the third night; the other one makes these dumps of their own.
    let folders = |started: u32, names: &[&str]| {
        let rows: String = names.iter().map(|name| format!("/a,{name},1,1000,1000,1000\n")).collect();
        let input = format!("{started}.csv");
        case.write(&input, format!("{HEADER}{rows}/b,night{started},1,1000,1000,1000\n"));
        let started = format!("2026-05-{started:02}T00:00:00Z");
        case.load(&[&input, "--started", &started, "--source-type", "LucidLink"])
    };
    folders(1, &["here", "late"]);
    case.write(
        "a.log",
        [("late", 11), ("young", 11)].map(|(name, at)| read(&format!("/a/{name}"), day(at))).concat(),
    );
    succeed(&mut case.command(&["audit", "a.log", "--share", "s", "--quiet"]));
    folders(10, &["here"]);
    assert_eq!(case.db.rows("select name from tierload_default.file_removed order by 1"), ["night1"]);
    folders(20, &["here"]);
    assert_eq!(case.db.rows(UNSEEN), ["0|0", "1|2", "2|1"]);
    assert_eq!(
        case.db.rows("select name from tierload_default.file_removed order by 1"),
        ["late", "night1", "night10"]
    );
    case.assert_sound();
}

#[test]
fn a_file_that_was_accessed_after_the_walk_began_stays() {
    let case = Case::new();
    scan(&case, 1, &["back", "early", "here", "late", "never"]);
    let log = [("early", 9), ("late", 11), ("back", 11), ("young", 11)];
    case.write("a.log", log.map(|(name, at)| read(&format!("/a/{name}"), day(at))).concat());
    succeed(&mut case.command(&["audit", "a.log", "--share", "s", "--quiet"]));

    let second = scan(&case, 10, &["here"]);
    assert_eq!(numbers(&second, ["files_unchanged", "files_removed"]), [1, 2]);
    assert_eq!(case.db.rows(UNSEEN), ["0|0", "2|3"]);
    let (accessed, here) = (day(11), 1000);
    assert_eq!(
        case.db.rows(PRESENT),
        [
            format!("back|1|{accessed}"),
            format!("here|2|{here}"),
            format!("late|1|{accessed}"),
            format!("young|-|{accessed}"),
        ]
    );
    assert_eq!(case.db.rows("select name from tierload_default.file_removed order by 1"), ["early", "never"]);
    // Present or not, the second scan did not see them.
    assert_eq!(case.db.rows("select name from tierload_default.file where scan_id = 2"), ["here"]);

    // A walk that began later finds one again, and misses the other for good. What no scan has ever seen was made known by
    // a log that was read today, after all these walks.
    let third = scan(&case, 20, &["here", "back"]);
    assert_eq!(numbers(&third, ["files_changed", "files_unchanged", "files_removed"]), [1, 1, 1]);
    assert_eq!(case.db.rows(UNSEEN), ["0|0", "2|3", "1|1"]);
    assert_eq!(
        case.db.rows(PRESENT),
        [format!("back|3|{accessed}"), format!("here|3|{here}"), format!("young|-|{accessed}")]
    );
    assert_eq!(
        case.db.rows("select scan_id, name from tierload_default.file where scan_id > 1 order by 1, 2"),
        ["2|here", "3|back", "3|here"]
    );
    assert_eq!(
        case.db.rows(
            "select name, from_snapshot, until_snapshot from tierload_default.file_version where name in ('back', 'late')
             order by 1, 2"
        ),
        ["back|1|2", "back|3|-", "late|1|2"]
    );
    succeed(&mut case.command(&["verify"]));
}
