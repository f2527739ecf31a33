//! Walks of a part of a share: absence counts in that part alone.

use crate::support::{Case, HEADER, dump, numbers, succeed};
use serde_json::{Value, json};

/// A scan of the files of one night, one record a line.
fn night(case: &Case, day: u32, records: &[&str], flags: &[&str]) -> Value {
    let input = format!("{day}.csv");
    case.write(&input, format!("{HEADER}{}\n", records.join("\n")));
    case.load(&[&[&input, "--started", &started(day)], flags].concat())
}

fn started(day: u32) -> String {
    format!("2024-05-{day:02}T00:00:00Z")
}

fn paths(case: &Case, view: &str) -> String {
    case.db.value(&format!(
        "select coalesce(string_agg(full_path, ' ' order by full_path), '') from tierload_default.{view}"
    ))
}

/// The files of a snapshot.
fn snapshot(case: &Case, scan_id: i64) -> String {
    case.db.value(&format!(
        "select string_agg(d.dir_path || '/' || f.name, ' ' order by d.dir_path, f.name)
         from tierload_default.file f join tierload_default.dir d using (dir_id, share_id) where f.scan_id = {scan_id}"
    ))
}

const COUNTS: [&str; 5] =
    ["files_new", "files_changed", "files_unchanged", "files_removed", "files_not_seen"];

#[test]
fn what_lies_elsewhere_is_as_it_was() {
    let case = Case::new();
    let first =
        ["/a,gone,1,5,5,5", "/a,here,1,5,5,5", "/a/x,gone,1,5,5,5", "/ab,other,1,5,5,5", "/b,other,1,5,5,5"];
    night(&case, 1, &first, &[]);
    let second = night(&case, 2, &["/a,here,1,5,5,5", "/a/y,new,1,5,5,5"], &["--under", "/a"]);
    assert_eq!(second["under"], json!(["/a"]));
    assert_eq!((&second["status"], numbers(&second, COUNTS)), (&"OK".into(), [1, 0, 1, 2, 2]));
    assert_eq!(paths(&case, "file_current"), "/a/here /a/y/new /ab/other /b/other");
    assert_eq!(paths(&case, "file_removed"), "/a/gone /a/x/gone");
    // The snapshot does not say more than the walk saw.
    assert_eq!(snapshot(&case, 2), "/a/here /a/y/new");
    assert_eq!(
        case.db.value(
            "select last_seen_scan_id from tierload_default.file_current where full_path = '/b/other'"
        ),
        "1"
    );
    case.assert_sound();
    // The next walk of all finds the rest as it was, or gone.
    let third = night(&case, 3, &["/a,here,1,5,5,5", "/a/y,new,1,5,5,5", "/b,other,1,5,5,5"], &[]);
    assert_eq!(numbers(&third, ["files_new", "files_removed", "files_not_seen"]), [0, 1, 0]);
    assert_eq!(paths(&case, "file_current"), "/a/here /a/y/new /b/other");
    assert_eq!(snapshot(&case, 1), "/a/gone /a/here /a/x/gone /ab/other /b/other");
    case.assert_sound();
}

#[test]
fn folders_are_given_as_the_dump_has_them_or_within_the_share() {
    let first = ["/mnt/s/a,gone,1,5,5,5", "/mnt/s/b,gone,1,5,5,5", "/mnt/s/c,other,1,5,5,5"];
    let second = ["/mnt/s/a,new,1,5,5,5", "/mnt/s/b/x,new,1,5,5,5"];
    for under in [["/mnt/s/a", "/mnt/s/b/"], ["/b", "a"], ["/mnt/s/b", "/a"]] {
        let case = Case::new();
        night(&case, 1, &first, &["--root", "/mnt/s"]);
        let flags = ["--under", under[0], "--under", under[1], "--under", "/a/y"];
        let told = night(&case, 2, &second, &flags);
        assert_eq!(told["under"], json!(["/a", "/b"]));
        assert_eq!(paths(&case, "file_current"), "/a/new /b/x/new /c/other", "{under:?}");
    }
}

#[test]
fn a_record_outside_the_walk_is_rejected_and_keeps_its_file() {
    let case = Case::new();
    night(&case, 1, &["/a,here,1,5,5,5", "/b,other,1,5,5,5", "/b,more,1,5,5,5"], &[]);
    let second = ["/a,here,2,5,5,5", "/b,other,9,5,5,5"];
    let told = night(&case, 2, &second, &["--under", "/a", "--max-rejects", "50%"]);
    assert_eq!(
        numbers(&told, ["rejected", "files_changed", "files_removed", "files_not_seen"]),
        [1, 1, 0, 2]
    );
    let reason = "select reason from tierload_default.scan_reject";
    assert!(case.db.value(reason).starts_with("the path lies outside the folders that were walked"));
    // A dump of all that is said to be of a part.
    case.write("3.csv", format!("{HEADER}{}\n", second.join("\n")));
    let message = case.refuse(&["3.csv", "--started", &started(3), "--under", "/c"], 3);
    assert!(message.contains("outside the folders that were walked"), "{message}");
    let dry =
        succeed(case.scan(&["3.csv", "--dry-run", "--under", "/a", "--max-rejects", "50%"]).arg("--json"));
    assert!(dry.contains("outside the folders that were walked"), "{dry}");
}

#[test]
fn the_limit_of_removals_is_of_the_part() {
    let case = Case::new();
    let (all, few) = (dump(0..40_000), dump(0..12));
    case.write("1.csv", &all);
    case.load(&["1.csv", "--started", &started(1)]);
    let under = case.db.value("select min(dir_path) from tierload_default.dir where dir_path like '/top/%'");
    let below = case.count(&format!(
        "select count(*) from tierload_default.file_current where full_path like '{under}/%'"
    ));
    assert!((1_000..20_000).contains(&below), "{below}");
    let of_part: Vec<&str> = few.lines().filter(|line| line.starts_with(&format!("{under},"))).collect();
    assert!(!of_part.is_empty());
    case.write("2.csv", format!("{HEADER}{}\n", of_part.join("\n")));
    let message = case.refuse(&["2.csv", "--started", &started(2), "--under", &under], 3);
    let removed = below - of_part.len() as i64;
    assert!(message.contains(&format!("{removed} of {below} files would be found removed")), "{message}");
    assert_eq!(case.count("select count(*) from tierload_default.file_removed"), 0);
}

#[test]
fn one_dump_as_a_walk_of_all_and_of_a_part_is_two_scans() {
    let case = Case::new();
    night(&case, 1, &["/a,here,1,5,5,5", "/b,gone,1,5,5,5"], &[]);
    case.write("2.csv", format!("{HEADER}/a,here,1,5,5,5\n"));
    let part = case.load(&["2.csv", "--started", &started(2), "--under", "/a"]);
    assert_eq!(numbers(&part, ["files_removed", "files_not_seen"]), [0, 1]);
    let again = case.load(&["2.csv", "--started", &started(2), "--under", "a"]);
    assert_eq!((&again["already_loaded"], &again["under"]), (&true.into(), &json!(["/a"])));
    let all = case.load(&["2.csv", "--started", &started(2)]);
    assert_eq!((&all["already_loaded"], numbers(&all, ["files_removed"])), (&false.into(), [1]));
    case.assert_sound();
    // With an identity of its own it keeps its folders.
    let guid = "00000000-0000-0000-0000-00000000000a";
    case.load(&["2.csv", "--started", &started(3), "--scan-id", guid, "--under", "/a"]);
    let message = case.refuse(&["2.csv", "--started", &started(3), "--scan-id", guid], 2);
    assert!(message.contains("other folders of --under"), "{message}");
}
