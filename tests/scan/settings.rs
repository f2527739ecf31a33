//! What a database or a role sets for people's queries changes nothing of a load.

use crate::support::{Case, HEADER, numbers, succeed};
use std::fmt::Write as _;

const CHANGES: [&str; 4] = ["files_new", "files_changed", "files_unchanged", "files_removed"];

/// Every file of the first scan changed, or is gone, in directories of both halves; and as many are new as are gone.
fn night(night: u32) -> String {
    let mut text = HEADER.to_owned();
    for dir in 0..8 {
        let _ = writeln!(text, "/d{dir},stays,{night},1,1,1\n/d{dir},of night {night},1,1,1,1");
    }
    text
}

#[test]
fn whatever_the_database_sets() {
    for setting in [
        "default_transaction_isolation = 'repeatable read'",
        "default_transaction_isolation = 'serializable'",
        "idle_in_transaction_session_timeout = '200ms'",
        "statement_timeout = '10ms'",
        "row_security = off",
        "datestyle = 'SQL, DMY'",
        "timezone = 'Asia/Kolkata'",
    ] {
        let case = Case::new();
        case.db.execute(&format!("alter database {} set {setting}", case.db.name()));
        case.write("1.csv", night(1));
        case.write("2.csv", night(2));
        let load =
            |name: &str, day: u32| case.load(&[name, "--started", &format!("2024-05-0{day}T00:00:00Z")]);
        assert_eq!(numbers(&load("1.csv", 1), CHANGES), [16, 0, 0, 0], "{setting}");
        assert_eq!(numbers(&load("2.csv", 2), CHANGES), [8, 8, 0, 8], "{setting}");
        case.write(
            "u.csv",
            "file_path,new_last_accessed,audit_event_id\n/d1/stays,1700000000,e1\n/new,1700000000,e2\n",
        );
        succeed(&mut case.command(&["audit", "u.csv", "--share", "s", "-q"]));
        case.assert_sound();
        case.db.execute(&format!("alter database {} reset all", case.db.name()));
        assert_eq!(
            case.db
                .rows("select size_bytes, count(*) from tierload_default.file_current group by 1 order by 1"),
            ["1|8", "2|8", "-|1"],
            "{setting}"
        );
    }
}
