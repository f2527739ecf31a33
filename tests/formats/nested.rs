//! Lists that are one nested JSON array: what they say of what was not read, and what damage does to them.

use crate::support::{Case, fixture};
use std::fs;

/// A list of ncdu of a night of May 2026; the root is `/r`.
fn list(night: u64, items: &str) -> String {
    let began = 1_777_593_600 + (night - 1) * 86_400;
    format!("[1,2,{{\"progname\":\"ncdu\",\"timestamp\":{began}}},\n[{{\"name\":\"/r\"}}{items}]]")
}

const PRESENT: &str =
    "select string_agg(full_path, ' ' order by full_path) from tierload_default.file_current";

const ALL: &str = r#",
{"name":"a","asize":1},
{"name":"f","asize":1},
[{"name":"locked"},
{"name":"b","asize":1},
[{"name":"deep"},
{"name":"c","asize":1}]],
[{"name":"left-out"},
{"name":"d","asize":1}],
[{"name":"gone"},
{"name":"e","asize":1}]"#;

#[test]
fn what_was_not_read_or_left_out_is_not_removed() {
    let case = Case::new();
    case.write("1.json", list(1, ALL));
    assert_eq!(case.load(&["1.json", "--root", "/r"])["loaded"], 6);
    let started = "select extract(epoch from started_utc)::bigint from tierload_default.scan";
    assert_eq!(case.count(started), 1_777_593_600);
    // Nobody can tell whether `left-out` and `f` are folders or files.
    let items = r#",
{"name":"a","asize":1},
{"name":"f","read_error":true},
[{"name":"locked","read_error":true}],
{"name":"left-out","excluded":"pattern"},
[{"name":"gone"}]"#;
    case.write("2.json", list(2, items));
    let summary = case.load(&["2.json"]);
    assert_eq!((&summary["files_removed"], &summary["files_not_seen"]), (&1.into(), &4.into()));
    assert_eq!(case.db.value(PRESENT), "/a /f /left-out/d /locked/b /locked/deep/c");
    // When it reads them again, they are gone.
    case.write("3.json", list(3, r#",{"name":"a","asize":1}"#));
    assert_eq!(case.load(&["3.json", "--max-removed", "100%"])["files_removed"], 4);
    case.assert_sound();
}

#[test]
fn an_empty_folder_of_gdu_may_be_one_that_it_could_not_read() {
    let case = Case::new();
    let of_gdu = |night: u64, items: &str| list(night, items).replace("ncdu", "gdu");
    case.write("1.json", of_gdu(1, ALL));
    case.load(&["1.json", "--started", "2026-05-01T00:00:00Z", "--root", "/r"]);
    case.write("2.json", of_gdu(2, ",{\"name\":\"a\",\"asize\":1},\n[{\"name\":\"locked\"}\n]"));
    let flags = ["2.json", "--started", "2026-05-02T00:00:00Z", "--max-removed", "100%"];
    assert_eq!(case.load(&flags)["files_not_seen"], 2);
    assert_eq!(case.db.value(PRESENT), "/a /locked/b /locked/deep/c");
    case.assert_sound();
}

#[test]
fn a_list_that_was_cut_off_or_damaged_is_refused() {
    let case = Case::new();
    let whole = fs::read(fixture("ncdu/extended.json")).unwrap();
    case.write("cut.json", &whole[..whole.len() - 2]);
    assert!(case.refuse(&["cut.json", "--max-rejects", "100%"], 3).contains("without a line ]"));
    case.write("first.json", "[1,2,{\"progname\":\"ncdu\",\"timestamp\":1700000000},\n");
    assert!(case.refuse(&["first.json"], 3).contains("without a line ]"));
    let damaged = String::from_utf8_lossy(&whole).replace("{\"name\":\"deep\"", "\"name\":\"deep\"");
    case.write("damaged.json", damaged);
    let said = case.refuse(&["damaged.json", "--max-rejects", "100%"], 3);
    assert!(said.contains("in line 12 before byte") && said.contains("damaged JSON"), "{said}");
    case.assert_nothing_published();
}
