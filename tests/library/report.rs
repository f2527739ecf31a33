//! What a share adds up to, beside what the system's tools say of the tree.

use super::{Library, spec};
use crate::support::{HEADER, succeed, tierload};
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Command;
use tierload::report::{Change, ReportOutcome, ReportSpec, report};
use tierload::scan::ScanSpec;

/// A file with `data` bytes at its start and a hole behind them, on the disk already: its blocks do not change any more.
fn sparse(path: &Path, data: usize, length: u64) {
    let mut file = File::create(path).unwrap();
    file.write_all(&vec![7; data]).unwrap();
    file.set_len(length).unwrap();
    file.sync_all().unwrap();
}

impl Library {
    fn report(&self, changes_only: bool) -> ReportOutcome {
        let asked = ReportSpec { share: "s".to_owned(), tenant: "default".to_owned(), changes_only };
        self.runtime.block_on(report(&self.database, &asked)).unwrap()
    }
}

#[test]
fn what_the_last_scan_changed() {
    let library = Library::new();
    for (day, rows) in [
        (1, ["/a,same,1,1,1,1", "/a,grows,1,1,1,1", "/a,gone,7,1,1,1"]),
        (2, ["/a,same,1,1,1,1", "/a,grows,9,1,1,1", "/a,new,5,1,1,1"]),
    ] {
        let name = format!("{day}.csv");
        let input = library.case.write(&name, HEADER.to_owned() + &rows.join("\n") + "\n");
        let started = Some(format!("2026-05-0{day}T00:00:00Z").parse().unwrap());
        library.load(&ScanSpec { started, ..spec(&input) }).unwrap();
    }
    let changes = library.report(true).changes.unwrap();
    assert_eq!((changes.new, changes.changed, changes.removed, changes.unchanged), (1, 1, 1, 1));
    let largest: Vec<_> =
        changes.largest.iter().map(|file| (file.change, file.path.as_str(), file.bytes)).collect();
    assert_eq!(
        largest,
        [
            (Change::Changed, "/a/grows", Some(9)),
            (Change::New, "/a/new", Some(5)),
            (Change::Removed, "/a/gone", Some(7)),
        ]
    );
}

#[test]
fn a_tree_with_holes_and_hard_links_takes_up_what_du_says() {
    let library = Library::new();
    let root = library.case.folder().join("tree");
    fs::create_dir_all(root.join("a/b")).unwrap();
    sparse(&root.join("full"), 100_000, 100_000);
    sparse(&root.join("hole"), 5_000, 50_000_000);
    sparse(&root.join("a/linked"), 70_000, 90_000);
    sparse(&root.join("a/b/empty"), 0, 0);
    for name in ["a/again", "a/b/and again", "once more"] {
        fs::hard_link(root.join("a/linked"), root.join(name)).unwrap();
    }
    symlink("full", root.join("link")).unwrap();

    let dump = library.case.folder().join("tree.csv");
    succeed(tierload().arg("crawl").arg(&root).arg("-o").arg(&dump));
    library.load(&ScanSpec { root: Some(root.to_str().unwrap().to_owned()), ..spec(&dump) }).unwrap();
    let contents = library.report(false).contents.unwrap();

    // Of its own folders a scan says nothing.
    let files = Command::new("sh")
        .args([
            "-c",
            "find . ! -type d -print0 | du --block-size=1 --total --files0-from=- | tail -n 1 | cut -f 1",
        ])
        .current_dir(&root)
        .output()
        .unwrap();
    let du: u128 = String::from_utf8(files.stdout).unwrap().trim().parse().unwrap();
    assert_eq!(contents.allocated_bytes, Some(du));
    let sizes = 100_000 + 50_000_000 + 4 * 90_000 + "full".len() as u128;
    assert_eq!((contents.files, contents.bytes, contents.directories), (8, sizes, 3));
    assert!(du < 1_000_000, "the file system has no holes: {du}");
}
