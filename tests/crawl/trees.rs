//! Making a tree, and reading what is said of it.

use crate::support::tierload;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::Output;
use tempfile::TempDir;

const HEADER: [&str; 12] = [
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

/// Rows by path, and a check that there is a header and that no path comes twice.
pub(super) fn rows(csv: &[u8]) -> BTreeMap<PathBuf, Facts> {
    let mut reader = csv::Reader::from_reader(csv);
    assert_eq!(reader.byte_headers().unwrap(), &csv::ByteRecord::from(HEADER.to_vec()));
    let mut rows = BTreeMap::new();
    for record in reader.byte_records() {
        let record = record.unwrap();
        let path = Path::new(name_of(&record[0])).join(name_of(&record[1]));
        let facts = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11].map(|i| String::from_utf8(record[i].to_vec()).unwrap());
        assert!(rows.insert(path.clone(), facts).is_none(), "{path:?} twice");
    }
    rows
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
