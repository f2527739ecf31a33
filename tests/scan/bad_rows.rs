//! Rows that cannot be loaded: each is told, the rest loads, and too many stop the scan.

use crate::support::{Case, HEADER, dump, fail, fixture, numbers, succeed, tables};
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

/// The rejects file, a row a record.
fn rejects(path: &Path) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_path(path).unwrap();
    reader.records().map(|record| record.unwrap().iter().map(str::to_string).collect()).collect()
}

#[test]
fn every_kind_of_bad_row_is_told_and_the_rest_loads() {
    let case = Case::new();
    let path = fixture("canonical/bad-rows.csv");
    let args = [path.as_str(), "--root", r"L:\projects", "--max-rejects", "12", "--rejects", "bad.csv"];
    let summary = case.load(&args);
    assert_eq!(numbers(&summary, ["rows_read", "loaded", "rejected"]), [15, 3, 12]);
    assert_eq!((&summary["status"], &summary["rejects_file"]), (&"WARN".into(), &"bad.csv".into()));
    assert_eq!(
        case.db.rows("select full_path from tierload_default.file_current order by 1"),
        ["/a/good.txt", "/a/last.txt", "/a/two\nlines.txt"]
    );
    let found = rejects(&case.folder().join("bad.csv"));
    assert_eq!(found[0], ["input", "line", "byte", "reason", "raw"]);
    let text = fs::read_to_string(&path).unwrap();
    let expected = [
        (3, "expected 6 fields, found 4"),
        (4, "expected 6 fields, found 7"),
        (5, r#"size_bytes is not a size in bytes: "12 kB""#),
        (6, r#"size_bytes is not a size in bytes: "-1""#),
        (7, r#"atime_unix is not a unix time: "yesterday""#),
        (8, "the name is empty"),
        (9, "root"),
        (10, "root"),
        (11, ".."),
        (12, ".."),
        (13, "separator"),
        (16, r#"size_bytes is not a size in bytes: "x""#),
    ];
    assert_eq!(found.len() - 1, expected.len(), "{found:?}");
    for (record, (line, reason)) in found[1..].iter().zip(expected) {
        let raw = text.lines().nth(line - 1).unwrap();
        let byte = text.find(raw).unwrap();
        assert_eq!(record[..3], [path.clone(), line.to_string(), byte.to_string()], "{record:?}");
        assert!(record[3].contains(reason), "{record:?}");
        assert_eq!(record[4], raw);
    }
}

#[test]
fn a_row_without_its_folder_is_no_row_of_the_root() {
    let case = Case::new();
    case.write("a.csv", format!("{HEADER}/a,x,1,1,1,1\n/b,y,1,1,1,1\n"));
    case.load(&["a.csv"]);
    case.write("b.csv", format!("{HEADER}/a,x,1,1,1,1\n,y,1,1,1,1\n/,z,1,1,1,1\n"));
    let summary = case.load(&["b.csv", "--max-rejects", "1", "--rejects", "bad.csv"]);
    assert_eq!(
        numbers(&summary, ["loaded", "rejected", "files_removed", "rejected_without_path"]),
        [2, 1, 0, 1]
    );
    assert_eq!(rejects(&case.folder().join("bad.csv"))[1][3], "dir_path is empty: write / for the root");
    let files = "select full_path from tierload_default.file_current order by 1";
    assert_eq!(case.db.rows(files), ["/a/x", "/b/y", "/z"]);
}

#[test]
fn without_a_flag_the_rejects_file_is_named_after_the_scan() {
    let case = Case::new();
    let summary = case.load(&[&fixture("canonical/unterminated-quote.csv"), "--max-rejects", "1"]);
    let name = format!("{}.rejects.csv", summary["scan_guid"].as_str().unwrap());
    assert_eq!(summary["rejects_file"], name.as_str());
    assert_eq!(rejects(&case.folder().join(&name)).len(), 2);
    // A folder of dumps stays a folder of dumps.
    case.write("dump.csv", format!("{HEADER}/a,x,1,1,1,1\n"));
    let mut command = case.command(&["scan", ".", "--share", "t", "--json"]);
    assert_eq!(crate::support::summary(&succeed(&mut command))["inputs"], 1);
}

#[test]
fn an_unterminated_quote_costs_one_line() {
    for chunk_bytes in ["4MiB", "64"] {
        let case = Case::new();
        let path = fixture("canonical/unterminated-quote.csv");
        let args =
            [path.as_str(), "--max-rejects", "20%", "--rejects", "bad.csv", "--chunk-bytes", chunk_bytes];
        let summary = case.load(&args);
        assert_eq!(numbers(&summary, ["rows_read", "loaded", "rejected"]), [5, 4, 1], "{chunk_bytes}");
        assert_eq!(
            case.db.rows("select full_path from tierload_default.file_current order by 1"),
            ["/a/after.txt", "/a/before.txt", "/b/last.txt", "/b/quoted \"name\".txt"]
        );
        let found = rejects(&case.folder().join("bad.csv"));
        assert_eq!((found[1][1].as_str(), found.len()), ("3", 2));
        assert!(found[1][4].starts_with("/a,\"never closed.txt"));
    }
}

#[test]
fn raw_bytes_of_a_rejected_row_come_through() {
    let case = Case::new();
    case.write("a.csv", [HEADER.as_bytes(), b"/a,ok,1,1,1,1\n/a,caf\xE9\0\",x,1,1,1\n"].concat());
    case.load(&["a.csv", "--max-rejects", "1", "--rejects", "bad.csv"]);
    let mut reader = csv::Reader::from_path(case.folder().join("bad.csv")).unwrap();
    let record = reader.byte_records().next().unwrap().unwrap();
    assert_eq!(&record[4], b"/a,caf\xE9\0\",x,1,1,1");
}

#[test]
fn past_the_limit_nothing_is_published_and_the_rejects_are_written() {
    let case = Case::new();
    let path = fixture("canonical/bad-rows.csv");
    let args = [path.as_str(), "--root", r"L:\projects", "--max-rejects", "11", "--rejects", "bad.csv"];
    let message = case.refuse(&args, 3);
    assert!(message.contains("12 of 15 rows were rejected, more than --max-rejects 11"), "{message}");
    assert!(message.contains("nothing is published") && message.contains("bad.csv"), "{message}");
    assert_eq!(rejects(&case.folder().join("bad.csv")).len(), 13);
    case.assert_nothing_published();
    assert_eq!(
        case.db.rows(
            "select status, finished_utc is not null, error_text like '12 of 15%' from tierload_default.scan"
        ),
        ["ERROR|t|t"]
    );
    // The same inputs with a higher limit begin again, and load.
    let summary = case.load(&[path.as_str(), "--root", r"L:\projects", "--max-rejects", "12"]);
    assert_eq!(numbers(&summary, ["rows_read", "loaded", "rejected", "chunks_skipped"]), [15, 3, 12, 0]);
    assert_eq!(case.db.rows("select status, error_text from tierload_default.scan"), ["WARN|-"]);
}

#[test]
fn past_the_limit_a_rescan_leaves_the_share_as_it_was() {
    let case = Case::new();
    let first = case.write("1.csv", format!("{HEADER}/a,x,1,1,1,1\n/a,y,1,1,1,1\n"));
    case.load(&[first.to_str().unwrap(), "--started", "2024-05-01T00:00:00Z"]);
    let current = "select * from tierload_default.file_current order by file_current_id";
    let before = case.db.rows(current);
    let second = case.write("2.csv", format!("{HEADER}/a,x,2,2,2,2\n/a,z,?,1,1,1\n"));
    case.refuse(&[second.to_str().unwrap(), "--started", "2024-05-02T00:00:00Z"], 3);
    assert_eq!(case.db.rows(current), before);
    assert_eq!(case.count("select last_scan_id from tierload_default.share"), 1);
    assert_eq!(case.staging_tables(), Vec::<String>::new());
}

#[test]
fn the_limit_is_a_number_or_a_share_of_the_rows() {
    let mut rows = HEADER.to_string();
    for n in 0..200 {
        rows += &format!("/a,f{n},{},1,1,1\n", if n < 3 { "bad" } else { "1" });
    }
    // 3 of 200 are 1.5 %; the default is 1 %.
    for (limit, accepted) in [
        (None, false),
        (Some("2"), false),
        (Some("3"), true),
        (Some("1.4%"), false),
        (Some("1.5%"), true),
        (Some("0"), false),
    ] {
        let case = Case::new();
        case.write("a.csv", &rows);
        let flags: Vec<&str> = limit.map_or(vec!["a.csv"], |limit| vec!["a.csv", "--max-rejects", limit]);
        if accepted {
            assert_eq!(case.load(&flags)["rejected"], 3, "{limit:?}");
        } else {
            let message = case.refuse(&flags, 3);
            assert!(message.contains(&format!("--max-rejects {}", limit.unwrap_or("1%"))), "{message}");
            case.assert_nothing_published();
        }
    }
}

#[test]
fn a_limit_that_is_none_is_a_usage_error() {
    let case = Case::new();
    case.write("a.csv", HEADER);
    for limit in ["many", "101%", "-1%", "%", ""] {
        let told = fail(case.scan(&["a.csv"]).arg(format!("--max-rejects={limit}")), 2);
        assert!(told.contains("--max-rejects"), "{told}");
    }
    assert!(tables(&case.db).is_empty());
}

#[test]
fn where_the_rejects_cannot_be_written_nothing_is_loaded() {
    let case = Case::new();
    case.write("a.csv", format!("{}bad\n", dump(0..200)));
    let message = case.refuse(&["a.csv", "--rejects", "no/such/folder.csv"], 3);
    assert!(message.contains("nothing is published; name another file with --rejects"), "{message}");
    assert!(tables(&case.db).is_empty(), "a share or a scan was made");
    let summary = case.load(&["a.csv", "--rejects", "bad.csv"]);
    assert_eq!((&summary["loaded"], &summary["status"]), (&200.into(), &"WARN".into()));
    assert_eq!(rejects(&case.folder().join("bad.csv")).len(), 2);
}

#[test]
fn where_the_default_file_cannot_be_written_the_first_reject_ends_the_load() {
    let case = Case::new();
    let good = case.write("good.csv", dump(0..200));
    let bad = case.write("bad.csv", format!("{HEADER}bad\n{}", &dump(200..900)[HEADER.len()..]));
    let scan = |path: &Path, folder: &Path| {
        let flags = ["--chunk-bytes", "1000", "--jobs", "1", "-q", "--json"];
        let mut command = case.scan(&[&[path.to_str().unwrap()], &flags[..]].concat());
        command.current_dir(folder);
        command
    };
    // Not even root makes a file there.
    let nowhere = Path::new("/proc");
    succeed(&mut scan(&good, nowhere));
    let message = fail(&mut scan(&bad, nowhere), 3);
    assert!(message.contains("nothing is published; name another file with --rejects"), "{message}");
    assert_eq!(case.count("select count(*) from tierload_default.ingest_chunk where scan_id > 1"), 0);
    let summary: serde_json::Value = serde_json::from_str(&succeed(&mut scan(&bad, case.folder()))).unwrap();
    assert_eq!(numbers(&summary, ["loaded", "rejected", "scan_id"]), [700, 1, 2]);
}

#[test]
fn a_planted_link_is_no_way_to_another_file() {
    for flags in [&[][..], &["--dry-run"]] {
        let case = Case::new();
        case.write("a.csv", format!("{}bad\n", dump(0..200)));
        case.write("victim", "kept");
        let planted = case.folder().join("bad.csv");
        symlink("victim", &planted).unwrap();
        succeed(case.scan(&["a.csv", "--rejects", "bad.csv", "-q"]).args(flags));
        assert_eq!(fs::read(case.folder().join("victim")).unwrap(), b"kept");
        let found = fs::symlink_metadata(&planted).unwrap();
        assert!(found.is_file() && found.permissions().mode() & 0o777 == 0o600, "{found:?}");
        assert_eq!(rejects(&planted).len(), 2);
    }
}

#[test]
fn nothing_in_a_rejects_file_is_a_formula_to_a_spreadsheet() {
    let case = Case::new();
    let lines =
        ["=cmd,x,?,1,1,1", "+1,x,?,1,1,1", "-1,x,?,1,1,1", "@a,x,?,1,1,1", "\tb,x,?,1,1,1", "'c,x,?,1,1,1"];
    let plain = ["/d,'x,?,1,1,1", "\"=q\",x,?,1,1,1"];
    case.write("=1.csv", format!("{HEADER}{}\n{}\n", lines.join("\n"), plain.join("\n")));
    case.write("good.csv", dump(0..3));
    case.load(&["good.csv", "=1.csv", "--max-rejects", "8", "--rejects", "bad.csv"]);
    let found = rejects(&case.folder().join("bad.csv"));
    for (record, line) in found[1..].iter().zip(lines) {
        assert_eq!((record[0].as_str(), &record[4]), ("'=1.csv", &format!("'{line}")));
    }
    for (record, line) in found[1 + lines.len()..].iter().zip(plain) {
        assert_eq!(record[4], line);
    }
    assert_eq!(found.len(), 9);
}
