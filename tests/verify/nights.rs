//! A share with three snapshots, in which every column of every table has a value.

use crate::support::Case;
use serde_json::Value;

const HEADER: &str =
    "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,allocated_bytes,device,nlink,owner,group";

/// The directory in which [`Nights::case`] changes a file whose name is no text; as stored.
pub(super) const DIR: &str = "/a/caf\u{FFFD}E9";

/// Its share is `s`.
pub(super) struct Nights {
    pub(super) case: Case,
    /// The scans, in the order of their snapshots.
    pub(super) guids: Vec<String>,
}

impl Nights {
    /// Night 1 has four files. Night 2 changes one, has one more and one less. Night 3 knows no hashes, and the file that
    /// was gone is back.
    pub(super) fn new() -> Nights {
        let mut nights = Nights { case: Case::new(), guids: Vec::new() };
        let kept = row(b"/a", b"kept.txt", 10, "h1");
        let gone = row(b"/b", b"gone.txt", 20, "h2");
        let last = row(b"/", b"last", 30, "h3");
        let changed = |size| row(b"/a/caf\xE9", b"x\xE9.txt", size, "h4");
        let new = row(b"/b/new", b"new.txt", 50, "h5");
        nights.load(&[&kept, &gone, &last, &changed(40)], true);
        nights.load(&[&kept, &last, &changed(41), &new], true);
        nights.load(&[&kept, &gone, &last, &changed(41), &new], false);
        nights
    }

    /// One more night.
    pub(super) fn load(&mut self, rows: &[&Row], with_hashes: bool) {
        let night = self.guids.len() + 1;
        let mut text = format!("{HEADER}{}\n", if with_hashes { ",file_hash" } else { "" }).into_bytes();
        for Row { seen, hash } in rows {
            text.extend_from_slice(seen);
            if with_hashes {
                text.extend(format!(",{hash}").into_bytes());
            }
            text.push(b'\n');
        }
        let name = format!("night{night}.csv");
        self.case.write(&name, text);
        let started = format!("2024-05-{night:02}T00:00:00Z");
        let loaded = self.case.load(&[&name, "--source-type", "POSIX", "--started", &started]);
        self.guids.push(loaded["scan_guid"].as_str().unwrap().to_owned());
    }
}

/// A file: all but its hash, and that.
pub(super) struct Row {
    seen: Vec<u8>,
    hash: &'static str,
}

pub(super) fn row(dir: &[u8], name: &[u8], size: u32, hash: &'static str) -> Row {
    let rest = format!("{size},1700000001,1700000002,1700000003,7,4096,64769,2,uid:1000,gid:100");
    Row { seen: [dir, name, rest.as_bytes()].join(&b','), hash }
}

/// `verify --as-of WHICH --share s --json`: `object: finding` of each finding.
pub(super) fn findings(case: &Case, which: &str) -> Vec<String> {
    let mut command = case.command(&["verify", "--as-of", which, "--share", "s", "--json"]);
    let output = command.output().unwrap();
    let told: Value = serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
    let findings = told["findings"].as_array().unwrap();
    assert_eq!(output.status.code(), Some(if findings.is_empty() { 0 } else { 4 }), "{told}");
    let text = |finding: &Value, key: &str| finding[key].as_str().unwrap().to_owned();
    findings
        .iter()
        .map(|finding| format!("{}: {}", text(finding, "object"), text(finding, "finding")))
        .collect()
}
