//! A scan that is begun again with another time, paths that are made again, and one id in two shares.

use crate::support::{Case, HEADER, numbers, succeed};

#[test]
fn a_scan_that_begins_again_has_the_time_that_is_said_now() {
    let case = Case::new();
    let guid = "0b0e5d0c-0000-4000-8000-000000000001";
    case.write("a.csv", format!("{HEADER}/a,x,1,1,1,1\n/a,bad,x,1,1,1\n"));
    case.refuse(&["a.csv", "--scan-id", guid, "--started", "2026-05-01T00:00:00Z", "--max-rejects", "0"], 3);
    case.write("a.csv", format!("{HEADER}/a,x,1,1,1,1\n/a,good,1,1,1,1\n"));
    case.load(&["a.csv", "--scan-id", guid, "--started", "2026-05-09T00:00:00Z"]);
    assert_eq!(
        case.db.value("select started_utc at time zone 'utc' from tierload_default.scan"),
        "2026-05-09 00:00:00"
    );
    case.assert_sound();
    // What began before it comes too late.
    case.write("b.csv", format!("{HEADER}/a,y,1,1,1,1\n"));
    let error = case.refuse(&["b.csv", "--started", "2026-05-05T00:00:00Z"], 3);
    assert!(error.contains("this scan began before that"), "{error}");
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 2);
}

#[test]
fn a_scan_that_goes_on_has_the_time_that_is_said_now() {
    let case = Case::new();
    case.write("x.csv", format!("{HEADER}/a,x,1,1,1,1\n"));
    case.write("y.csv", format!("{HEADER}/a,y,1,1,1,1\n"));
    let mut killed = case.scan(&["x.csv", "--started", "2026-05-01T00:00:00Z", "-q"]);
    assert!(!killed.env("FAILPOINTS", "ledger-closed=return").status().unwrap().success());
    case.load(&["y.csv", "--started", "2026-05-03T00:00:00Z"]);
    let error = case.refuse(&["x.csv"], 3);
    assert!(error.contains("give its time with --started"), "{error}");
    let third = case.load(&["x.csv", "--started", "2026-05-05T00:00:00Z"]);
    assert_eq!(numbers(&third, ["files_new", "files_removed"]), [1, 1]);
    let again = case.load(&["x.csv", "--started", "2026-05-05T00:00:00Z"]);
    assert_eq!(again["already_loaded"], true);
    assert_eq!(case.count("select count(*) from tierload_default.scan where snapshot_no is not null"), 2);
    case.assert_sound();
}

#[test]
fn a_path_that_is_made_again_has_nothing_of_the_file_that_was_there() {
    let case = Case::new();
    let all = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,allocated_bytes,device,nlink,owner,group,file_hash\n";
    case.write(
        "1.csv",
        format!("{all}/a,f,1,2,3,4,5,6,7,8,uid:9,gid:10,h\n/a,g,1,2,3,4,5,6,7,8,uid:9,gid:10,h\n"),
    );
    case.write("2.csv", format!("{HEADER}/a,g,1,2,3,4\n"));
    case.write("3.csv", format!("{HEADER}/a,f,1,,,\n/a,g,1,,,\n"));
    for (name, day) in [("1.csv", 1), ("2.csv", 2), ("3.csv", 3)] {
        case.load(&[name, "--started", &format!("2026-05-0{day}T00:00:00Z")]);
    }
    assert_eq!(
        case.db.rows(
            "select name, size_bytes, atime_unix, mtime_unix, ctime_unix, frn, allocated_bytes, device, nlink, owner_name,
                 group_name, file_hash from tierload_default.file_current order by 1"
        ),
        ["f|1|-|-|-|-|-|-|-|-|-|-", "g|1|2|3|4|5|6|7|8|uid:9|gid:10|h"]
    );
    case.assert_sound();
}

#[test]
fn the_unfinished_one_of_two_scans_with_one_id_is_abandoned() {
    let case = Case::new();
    let guid = "0b0e5d0c-0000-4000-8000-000000000002";
    case.write("a.csv", format!("{HEADER}/a,x,1,1,1,1\n"));
    case.load(&["a.csv", "--scan-id", guid]);
    let mut killed = case.command(&["scan", "a.csv", "--share", "other", "--scan-id", guid, "-q"]);
    assert!(!killed.env("FAILPOINTS", "chunk-committed=return").status().unwrap().success());
    succeed(&mut case.command(&["abandon", guid]));
    assert_eq!(case.db.rows("select status from tierload_default.scan order by scan_id"), ["OK", "ERROR"]);
    assert!(succeed(&mut case.command(&["abandon", guid])).contains("was given up before"));
}

#[test]
fn a_folder_that_is_rejected_takes_no_other_row_with_it() {
    let case = Case::new();
    let map =
        ["--format", "csv", "--map", "path=p,size=s,mtime=m", "--root", "/srv/t", "--max-rejects", "100%"];
    let load = |name: &str, rows: &str| {
        case.write(name, format!("p,s,m\n{rows}"));
        numbers(&case.load(&[&[name], &map[..]].concat()), ["rows_read", "loaded", "rejected"])
    };
    // The root itself is no file.
    assert_eq!(load("1.csv", "/srv/t,4096,1700000000\n/srv/t/a,1,1700000000\n"), [2, 1, 1]);
    // A time that is none, and then what lies in it.
    let rows = "/srv/t/a,1,1700000000\n/srv/t/d,4096,99999999999999999\n/srv/t/d/f,1,1700000000\n";
    assert_eq!(load("2.csv", rows), [3, 2, 1]);
    case.assert_sound();
}
