//! Making a tree, and reading what is said of it.

use crate::support::tierload;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const HEADER: [&str; 13] = [
    "dir_path",
    "name",
    "size_bytes",
    "atime_unix",
    "mtime_unix",
    "ctime_unix",
    "frn",
    "allocated_bytes",
    "device",
    "nlink",
    "owner",
    "group",
    "mark",
];

/// The fields after the path: size, atime, mtime, ctime, inode, allocation, device, links, owner, group.
pub(super) type Facts = [String; 10];

/// A folder of its own, by its canonical path: rows carry that, and the system's folder may be a link.
pub(super) fn new_tree() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let root = folder.path().canonicalize().unwrap();
    (folder, root)
}

pub(super) fn crawl(root: &Path, flags: &[&str]) -> Output {
    tierload().arg("crawl").arg(root).args(flags).output().unwrap()
}

pub(super) fn name_of(bytes: &[u8]) -> &OsStr {
    OsStr::from_bytes(bytes)
}

/// Rows by path, and a check that there is a header, that no path comes twice, and that marks stand where they belong.
pub(super) fn rows(csv: &[u8]) -> BTreeMap<PathBuf, Facts> {
    let marks = marks(csv);
    let (begin, end) = (&marks[0].1, &marks[marks.len() - 1].1);
    assert!(begin.starts_with("begin 20") && end.starts_with("end files="), "{marks:?}");
    assert!(
        marks[1..marks.len() - 1].iter().all(|(_, mark)| mark == "unread" || mark == "excluded"),
        "{marks:?}"
    );
    let mut reader = csv::Reader::from_reader(csv);
    assert_eq!(reader.byte_headers().unwrap(), &csv::ByteRecord::from(HEADER.to_vec()));
    let mut rows = BTreeMap::new();
    for record in reader.byte_records() {
        let record = record.unwrap();
        if !record[12].is_empty() {
            continue;
        }
        let path = Path::new(name_of(&record[0])).join(name_of(&record[1]));
        let facts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|i| String::from_utf8(record[i].to_vec()).unwrap());
        assert!(rows.insert(path.clone(), facts).is_none(), "{path:?} twice");
    }
    rows
}

/// The marks, each with the path that it is about.
pub(super) fn marks(csv: &[u8]) -> Vec<(PathBuf, String)> {
    let mut marks = Vec::new();
    for record in csv::Reader::from_reader(csv).byte_records().map(Result::unwrap) {
        if !record[12].is_empty() {
            let path = Path::new(name_of(&record[0])).join(name_of(&record[1]));
            marks.push((path, String::from_utf8(record[12].to_vec()).unwrap()));
        }
    }
    marks
}

/// Crawls, expects success, and returns the paths below the root.
pub(super) fn crawled_names(root: &Path, flags: &[&str]) -> Vec<String> {
    let output = crawl(root, flags);
    assert!(output.status.success(), "{output:?}");
    let below = |path: &PathBuf| path.strip_prefix(root).unwrap().to_str().unwrap().to_string();
    rows(&output.stdout).keys().map(below).collect()
}

pub(super) fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

pub(super) fn touch(path: impl AsRef<Path>) {
    fs::write(path, b"").unwrap();
}
