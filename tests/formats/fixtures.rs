//! `fixtures/FORMAT/CASE.*` gives what `CASE.expected` says, line by line:
//!
//! ```text
//! flags --time-zone UTC                                    flags of tierload scan
//! format wiztree                                           what the input must be taken for
//! dir|name|size|atime|mtime|ctime|frn|hash|extension       a row; - is NULL
//! knows allocated|device|nlink|owner|group                 of the row before, where it knows any of them
//! skipped 1                                                records that are no files
//! reject 3 expected 7 fields, found 2                      line and reason
//! ```

use super::{dry_run, report};
use crate::support::fixture;
use serde_json::Value;
use std::path::{Path, PathBuf};

#[test]
fn every_fixture_gives_exactly_its_rows() {
    for case in cases() {
        check(&case);
    }
}

#[test]
fn every_fixture_without_its_last_line_end_is_cut_off() {
    let folder = tempfile::tempdir().unwrap();
    let (dump, rejects) = (folder.path().join("dump"), folder.path().join("rejects.csv"));
    for case in cases() {
        // Their dumps tell their end otherwise, and need no line end.
        if ["windirstat", "ncdu"].iter().any(|kind| case.parent().unwrap().ends_with(kind)) {
            continue;
        }
        let whole = std::fs::read(dump_beside(&case)).unwrap();
        let length = whole.iter().rposition(|byte| !matches!(byte, b'\r' | b'\n' | 0)).unwrap() + 1;
        // The high byte of the last character of UTF-16.
        let length = length + usize::from(whole.starts_with(b"\xFF\xFE"));
        std::fs::write(&dump, &whole[..length]).unwrap();
        let flags = flags_of(&std::fs::read_to_string(&case).unwrap());
        let said = report(&dry_run(&dump, &flags, &rejects)).unwrap_err();
        assert!(said.contains("ends without a line end, in line "), "{}: {said}", case.display());
        let flags = [&flags[..], &["--last-line-complete".to_owned()]].concat();
        report(&dry_run(&dump, &flags, &rejects)).unwrap();
    }
}

/// The files that say what a dump gives.
pub(super) fn cases() -> Vec<PathBuf> {
    let folders = std::fs::read_dir(fixture("")).unwrap();
    let files = folders.flat_map(|folder| std::fs::read_dir(folder.unwrap().path()).unwrap());
    let cases: Vec<PathBuf> = files
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "expected"))
        .collect();
    for kind in tierload::dump::format::KINDS {
        assert!(
            cases.iter().any(|case| case.parent().unwrap().ends_with(kind.name)),
            "no case of {}",
            kind.name
        );
    }
    cases
}

fn check(expected: &Path) {
    let text = std::fs::read_to_string(expected).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let rejects = folder.path().join("rejects.csv");
    let flags = flags_of(&text);
    let report = report(&dry_run(&dump_beside(expected), &flags, &rejects))
        .unwrap_or_else(|error| panic!("{}: {error}", expected.display()));
    let mut found = Vec::new();
    if !flags.is_empty() {
        found.push(text.lines().next().unwrap().to_string());
    }
    found.push(format!("format {}", report["format"].as_str().unwrap()));
    for row in report["first_rows"].as_array().unwrap() {
        found.push(joined(
            row,
            &[
                "dir_path",
                "name",
                "size_bytes",
                "atime_unix",
                "mtime_unix",
                "ctime_unix",
                "frn",
                "file_hash",
                "file_extension",
            ],
        ));
        let facts = joined(row, &["allocated_bytes", "device", "nlink", "owner", "group"]);
        if facts != "-|-|-|-|-" {
            found.push(format!("knows {facts}"));
        }
    }
    if report["skipped"] != 0 {
        found.push(format!("skipped {}", report["skipped"]));
    }
    let mut reader = csv::Reader::from_path(&rejects).unwrap();
    found.extend(reader.byte_records().map(|record| {
        let record = record.unwrap();
        let text = |column| String::from_utf8_lossy(&record[column]).into_owned();
        format!("reject {} {}", text(1), text(3))
    }));
    let expected_lines: Vec<&str> = text.lines().collect();
    assert_eq!(found, expected_lines, "{}", expected.display());
    let sum =
        ["loaded", "skipped", "rejected"].map(|count| report[count].as_u64().unwrap()).iter().sum::<u64>();
    assert_eq!(report["rows_read"], sum, "{}: the books do not balance", expected.display());
}

/// The flags that a case asks for.
fn flags_of(expected: &str) -> Vec<String> {
    expected.lines().find_map(|line| line.strip_prefix("flags ")).map(words).unwrap_or_default()
}

/// The file of the same name with another ending.
pub(super) fn dump_beside(expected: &Path) -> PathBuf {
    let stem = expected.file_stem();
    let mut files = std::fs::read_dir(expected.parent().unwrap()).unwrap().map(|file| file.unwrap().path());
    files.find(|path| path != expected && path.file_stem() == stem).expect("no dump beside the expected rows")
}

fn joined(row: &Value, fields: &[&str]) -> String {
    let text = |value: &Value| match value {
        Value::Null => "-".to_string(),
        Value::String(text) => escaped(text),
        number => number.to_string(),
    };
    fields.iter().map(|field| text(&row[field])).collect::<Vec<_>>().join("|")
}

pub(super) fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\t', "\\t").replace('\r', "\\r")
}

/// Words of a command line, with `'...'` around those that hold spaces.
pub(super) fn words(line: &str) -> Vec<String> {
    let parts = line.split('\'').enumerate();
    parts
        .flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().map(str::to_string).collect(),
            _ => vec![part.to_string()],
        })
        .collect()
}
