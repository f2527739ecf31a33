//! `tierload export`: snapshots as files.
//!
//! - this file: the share that is exported, and which snapshot is meant
//! - `csv`: what is written is what was scanned, and loads as the same snapshot
//! - `parquet`: the same rows, read back

mod csv;
mod parquet;

use crate::support::{Case, fail, succeed};
use serde_json::Value;
use std::fs;

const HEADER: &str =
    "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,allocated_bytes,device,nlink,owner,group";

/// Paths with bytes that are no text, a comma, a quote and a line end; numbers at their ends; values that are missing.
const FIRST: &[&[u8]] = &[
    b"/srv/data,last,30,,,,,,,,,,",
    b"/srv/data/a,kept.txt,10,1700000001,1700000002,1700000003,18446744073709551611,4096,64769,2,uid:1000,gid:100,h1",
    b"/srv/data/a/caf\xE9,x\xE9.txt,40,-5,15032385535,-210866803200,7,,18446744073709551615,2147483647,ann,S-1-5-32-544,caf\xE9",
    b"/srv/data/b,\"a,b \"\"c\"\"\nd\",9223372036854775807,1700000001,1700000002,1700000003,0,0,0,1,uid:0,gid:0,",
    b"/srv/data/b,gone.txt,20,1700000001,1700000002,1700000003,8,8192,64769,1,uid:1000,gid:100,h2",
];

/// A share of three snapshots, whose dumps are `FIRST`, those without hashes and without the file that is gone, and `FIRST`.
fn exported() -> Case {
    let case = Case::new();
    let dump = |rows: &[&[u8]], hashes: bool| {
        let mut text = format!("{HEADER}{}\n", if hashes { ",file_hash" } else { "" }).into_bytes();
        for row in rows {
            let end = if hashes { row.len() } else { row.iter().rposition(|byte| *byte == b',').unwrap() };
            text.extend_from_slice(&row[..end]);
            text.push(b'\n');
        }
        text
    };
    load(&case, "s", "first.csv", &dump(FIRST, true), "2024-05-01T00:00:00Z");
    load(&case, "s", "second.csv", &dump(&FIRST[..4], false), "2024-05-02T00:00:00Z");
    load(&case, "s", "third.csv", &dump(FIRST, true), "2024-05-03T00:00:00Z");
    case
}

/// Loads a dump into a share of `/srv/data`.
fn load(case: &Case, share: &str, name: &str, dump: &[u8], started: &str) {
    case.write(name, dump);
    let args = [
        "scan",
        name,
        "--share",
        share,
        "--root",
        "/srv/data",
        "--source-type",
        "POSIX",
        "--started",
        started,
        "--quiet",
    ];
    succeed(&mut case.command(&args));
}

/// `tierload export --share s ARGS` to stdout.
fn export(case: &Case, args: &[&str]) -> Vec<u8> {
    let output = case.command(&[&["export", "--share", "s", "--quiet"], args].concat()).output().unwrap();
    assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// Digest and chain are those of a scan; this is the digest.
fn digest(case: &Case, share: &str, snapshot: i32) -> String {
    case.db.value(&format!(
        "select digest from tierload_default.scan where share_name = '{share}' and snapshot_no = {snapshot}"
    ))
}

#[test]
fn a_snapshot_is_named_by_its_scan_its_number_or_a_time() {
    let case = exported();
    let guid = case.db.value("select scan_guid from tierload_default.scan where snapshot_no = 2");
    let [first, second, third] = ["1", "2", "3"].map(|number| export(&case, &["--as-of", number]));
    assert_eq!(export(&case, &["--as-of", &guid]), second);
    assert_eq!(export(&case, &[]), third);
    // Published on three days.
    case.db.execute("update tierload_default.scan set finished_utc = '2024-06-01T12:00:00Z'::timestamptz + snapshot_no * interval '1 day'");
    for (time, expected) in [
        ("2024-06-02", &first),
        ("2024-06-03", &second),
        ("2024-06-03T11:59:59Z", &first),
        ("2024-06-03T12:00:00Z", &second),
        ("2024-06-03T13:00:00+02:00", &first),
        ("2030-01-01", &third),
    ] {
        assert!(export(&case, &["--as-of", time]) == *expected, "{time}");
    }
    let message = fail(&mut case.command(&["export", "--share", "s", "--as-of", "2024-06-01"]), 2);
    assert!(
        message.contains(
            "had no snapshot by 2024-06-01T23:59:59.999999Z; its first one is of 2024-06-02T12:00:00Z"
        ),
        "{message}"
    );
}

#[test]
fn what_is_not_there_is_refused_and_no_file_is_made() {
    let case = exported();
    case.write("a.log", crate::support::read("/a/1", crate::support::TIME));
    succeed(&mut case.command(&["audit", "a.log", "--share", "audited", "--create-share", "--quiet"]));
    for (args, expected) in [
        (&["--share", "t"][..], "tenant default has no share t"),
        (&["--share", "audited"], "share audited has no snapshot: no scan of it was published yet"),
        (&["--share", "s", "--as-of", "4"], "share s has no snapshot 4; its latest one is 3"),
        (
            &["--share", "s", "--as-of", "01234567-89ab-4def-8123-456789abcdef"],
            "share s has no published scan 01234567-89ab-4def-8123-456789abcdef",
        ),
        (&["--share", "s", "--as-of", "yesterday"], "expected the UUID of a scan"),
        (&["--share", "s", "--tenant", "nobody"], "no tenant nobody"),
    ] {
        let message = fail(&mut case.command(&[&["export", "-o", "out.csv"], args].concat()), 2);
        assert!(message.contains(expected), "{args:?}: {message}");
        assert!(!case.folder().join("out.csv").exists());
    }
    for args in [&["--json"][..], &["--json", "-o", "-"]] {
        fail(&mut case.command(&[&["export", "--share", "s"], args].concat()), 2);
    }
}

#[test]
fn a_file_is_written_whole_or_not_at_all() {
    let case = exported();
    let told = succeed(&mut case.command(&["export", "--share", "s", "-o", "out.csv", "--json"]));
    let told: Value = serde_json::from_str(&told).unwrap();
    assert_eq!((&told["snapshot_no"], &told["files"]), (&3.into(), &5.into()));
    assert_eq!(fs::read(case.folder().join("out.csv")).unwrap(), export(&case, &[]));
    succeed(&mut case.command(&["export", "--share", "s", "-o", "out.csv.zst"]));
    assert!(fs::read(case.folder().join("out.csv.zst")).unwrap().starts_with(b"\x28\xB5\x2F\xFD"));
    // A snapshot that is not what was published is not given on as if it were.
    case.db.execute("update tierload_default.file_state set nlink = nlink + 1 where nlink = 2");
    for format in ["csv", "parquet"] {
        let before = fs::read_dir(case.folder()).unwrap().count();
        let message =
            fail(&mut case.command(&["export", "--share", "s", "--format", format, "-o", "damaged"]), 4);
        assert!(
            message.contains("snapshot 3 of share s is not what was published; tierload verify --as-of "),
            "{message}"
        );
        assert_eq!(fs::read_dir(case.folder()).unwrap().count(), before);
    }
}
