//! Dumps of several tools end to end, and what becomes of rejects.

use crate::support::{TestDb, fail, fixture, succeed};
use serde_json::Value;
use std::ffi::OsStr;
use std::process::Command;

fn scan(db: &TestDb, share: &str, inputs: &[impl AsRef<OsStr>], flags: &[&str]) -> Command {
    let mut command = db.tierload();
    command.arg("scan").args(inputs).args(["--share", share, "--json", "--quiet", "--rejects", "/dev/null"]);
    if !flags.contains(&"--max-rejects") {
        command.args(["--max-rejects", "100%"]);
    }
    command.args(flags);
    command
}

fn loaded(command: &mut Command) -> Value {
    serde_json::from_str(&succeed(command)).unwrap()
}

fn files(db: &TestDb, share: &str) -> String {
    db.value(&format!(
        "select string_agg(concat_ws('|', full_path, size_bytes, atime_unix, mtime_unix, ctime_unix), E'\\n' \
         order by full_path) from tierload_default.file_current where share_name = '{share}'"
    ))
}

#[test]
fn dumps_of_all_tools_land_in_the_tables() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    for (share, file, flags, expected) in [
        ("pwalk", "pwalk/headerless-16.csv", &[][..], "/d/a.b|9|5|6|7"),
        (
            "wiztree",
            "wiztree/banner.csv",
            &["--time-zone", "UTC", "--root", r"C:\"],
            "/Temp/sample.txt|9|1780371967",
        ),
        ("mft", "mftecmd/dots-in-the-time.csv", &[], "/a/b|5|1689160778|1689160632|1689160777"),
        ("find0", "find0/types.bin", &[], "/b|2|1|2|3"),
        ("tsv", "find-tsv/types.tsv", &[], "/t/a|5|1|2|3\n/t/link|7|1|2|3"),
    ] {
        let summary = loaded(&mut scan(&db, share, &[fixture(file)], flags));
        assert_eq!(summary["rejected"], 0, "{share}");
        assert_eq!(files(&db, share), expected, "{share}");
    }
    let kinds = "select string_agg(share_name || ' ' || src_type, ', ' order by share_name) from tierload_default.share";
    assert_eq!(db.value(kinds), "find0 POSIX, mft NTFS, pwalk POSIX, tsv POSIX, wiztree NTFS");
    let frn = "select frn from tierload_default.file join tierload_default.share using (share_id) where share_name = 'mft'";
    assert_eq!(db.value(frn), "281474976710665");
}

#[test]
fn bytes_that_are_no_text_are_kept_beside_it() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    let utf16 = fixture("powershell/type-line-utf16.csv");
    loaded(&mut scan(&db, "utf16", &[&utf16], &[]));
    let raw = "select encode(name_raw, 'hex') from tierload_default.file where name like 'lone%'";
    assert_eq!(db.value(raw), "6c6f6e65eda0bd");
}

#[test]
fn a_published_scan_takes_no_mended_records_and_says_what_to_do() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    let folder = tempfile::tempdir().unwrap();
    let dump = folder.path().join("dump.csv");
    let mended = folder.path().join("mended.csv");
    let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";
    std::fs::write(&dump, format!("{header}/a,good,1,2,3,4\n/a,bad,x,2,3,4\n")).unwrap();
    std::fs::write(&mended, format!("{header}/a,bad,5,2,3,4\n")).unwrap();
    let first = loaded(&mut scan(&db, "s", &[&dump], &["--started", "2026-01-01T00:00:00Z"]));
    assert_eq!((&first["loaded"], &first["rejected"]), (&Value::from(1), &Value::from(1)));

    let scan_id = first["scan_guid"].as_str().unwrap();
    for inputs in [&[mended.as_path()][..], &[dump.as_path(), mended.as_path()]] {
        let said = fail(&mut scan(&db, "s", inputs, &["--scan-id", scan_id]), 3);
        assert!(said.contains("is published") && said.contains("without --scan-id"), "{said}");
    }
    assert_eq!(files(&db, "s"), "/a/good|1|2|3|4");

    // What it says to do: the dump and the mended records together are a new scan.
    let both = loaded(&mut scan(&db, "s", &[&dump, &mended], &["--started", "2026-01-01T00:00:00Z"]));
    assert_eq!(
        (&both["loaded"], &both["files_new"], &both["files_removed"]),
        (&2.into(), &1.into(), &0.into())
    );
    assert_eq!(files(&db, "s"), "/a/bad|5|2|3|4\n/a/good|1|2|3|4");
}

#[test]
fn before_publishing_mended_records_are_loaded_with_their_dump() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    let folder = tempfile::tempdir().unwrap();
    let (dump, mended) = (folder.path().join("dump.csv"), folder.path().join("mended.csv"));
    let header = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n";
    std::fs::write(&dump, format!("{header}/a,good,1,2,3,4\n/a,bad,x,2,3,4\n")).unwrap();
    std::fs::write(&mended, format!("{header}/a,bad,5,2,3,4\n")).unwrap();
    let scan_id = "0b5d6f0e-8f63-4c9e-9f3c-1d7a2b4c6e80";
    let flags = ["--scan-id", scan_id, "--started", "2026-01-01T00:00:00Z"];
    // Half of the rows are rejected, so nothing is published.
    fail(&mut scan(&db, "s", &[&dump], &[&flags[..], &["--max-rejects", "1%"]].concat()), 3);
    assert_eq!(files(&db, "s"), "");
    // The same scan begins again with both.
    let both = loaded(&mut scan(&db, "s", &[&dump, &mended], &flags));
    assert_eq!(
        (&both["loaded"], &both["rejected"], &both["scan_guid"]),
        (&2.into(), &1.into(), &scan_id.into())
    );
    assert_eq!(files(&db, "s"), "/a/bad|5|2|3|4\n/a/good|1|2|3|4");
    succeed(db.tierload().arg("verify"));
}

#[test]
fn the_same_dump_in_another_time_zone_is_another_scan() {
    let db = TestDb::new();
    succeed(db.tierload().arg("migrate"));
    let dump = fixture("wiztree/banner.csv");
    let utc = loaded(&mut scan(&db, "s", &[&dump], &["--time-zone", "UTC"]));
    let again = loaded(&mut scan(&db, "s", &[&dump], &["--time-zone", "UTC"]));
    assert_eq!((&again["already_loaded"], &again["scan_guid"]), (&true.into(), &utc["scan_guid"]));
    let berlin = loaded(&mut scan(&db, "s", &[&dump], &["--time-zone", "Europe/Berlin"]));
    assert_eq!(berlin["already_loaded"], false);
    assert_eq!(files(&db, "s"), "C:/Temp/sample.txt|9|1780364767");
}
