//! Names in another encoding than UTF-8, and times in another unit than seconds, beyond the first records.

use crate::support::{Case, HEADER, fail, numbers, succeed, summary};
use serde_json::Value;

/// Names in the code page of Western Europe, and in UTF-8.
fn latin(names: u32, utf8: u32) -> Vec<u8> {
    let mut dump = HEADER.as_bytes().to_vec();
    for n in 0..names {
        dump.extend_from_slice(b"/d,Gr\xFC\xDFe aus M\xFCnchen ");
        dump.extend_from_slice(format!("{n},1,1000,1000,1000\n").as_bytes());
    }
    for n in 0..utf8 {
        dump.extend_from_slice(format!("/d,Grüße {n},1,1000,1000,1000\n").as_bytes());
    }
    dump
}

fn load(case: &Case, input: &str, share: &str, flags: &[&str]) -> Value {
    let mut command = case.command(&["scan", input, "--share", share, "--json", "--quiet"]);
    summary(&succeed(command.args(flags)))
}

#[test]
fn many_names_that_are_no_utf8_are_asked_about() {
    let case = Case::new();
    for (name, undecodable, utf8) in [("few.csv", 10, 0), ("mixed.csv", 20, 20), ("many.csv", 21, 20)] {
        case.write(name, latin(undecodable, utf8));
    }
    for input in ["few.csv", "mixed.csv"] {
        assert_eq!(load(&case, input, input, &[])["status"], "OK");
    }
    for flags in [&["--dry-run"][..], &[], &["--chunk-bytes", "200"]] {
        let message = fail(case.scan(&["many.csv"]).args(flags), 3);
        assert!(message.contains("21 names are no UTF-8, and 20 others are"), "{message}");
        assert!(message.contains("--encoding windows-1252"), "{message}");
    }
    let published = "select count(*) from tierload_default.scan where share_id in
        (select share_id from tierload_default.share where share_name = 's') and snapshot_no is not null";
    assert_eq!(case.count(published), 0);
    // What the disk has, if somebody says so; or text.
    assert_eq!(numbers(&load(&case, "many.csv", "s", &["--encoding", "utf-8"]), ["loaded"]), [41]);
    load(&case, "few.csv", "text", &["--encoding", "windows-1252"]);
    let text = "select count(*) from tierload_default.file_current
        where share_name = 'text' and full_path like '/d/Grüße aus München %'";
    assert_eq!(case.count(text), 10);
    case.assert_sound();
}

/// What a run that was killed has loaded counts too.
#[test]
fn a_run_that_goes_on_asks_of_the_whole() {
    let case = Case::new();
    case.write("many.csv", latin(21, 20));
    let flags = ["many.csv", "--chunk-bytes", "600", "--jobs", "1"];
    let killed = case.scan(&flags).env("FAILPOINTS", "ledger-closed=return").status().unwrap();
    assert!(!killed.success());
    let message = fail(&mut case.scan(&flags), 3);
    assert!(message.contains("21 names are no UTF-8, and 20 others are"), "{message}");
    case.assert_nothing_published();
}

/// The first records have no times, or others.
#[test]
fn times_in_bulk_that_no_file_has_are_asked_about() {
    let case = Case::new();
    let rows = |from: u32, to: u32, time: &str| -> String {
        (from..to).map(|n| format!("/d,file {n},1,{time},{time},{time}\n")).collect()
    };
    let first = HEADER.to_owned() + &rows(0, 6_000, "");
    case.write("few.csv", first.clone() + &rows(6_000, 6_100, "1700000000000"));
    case.write("many.csv", first + &rows(6_000, 18_000, "1700000000000"));
    assert_eq!(load(&case, "few.csv", "few", &[])["status"], "OK");
    for flags in [&["--dry-run"][..], &[], &["--chunk-bytes", "50000"]] {
        let message = fail(case.scan(&["many.csv"]).args(flags), 3);
        assert!(message.contains("12000 of 18000 rows have a time outside"), "{message}");
        assert!(message.contains("--time-unit"), "{message}");
    }
    load(&case, "many.csv", "s", &["--time-unit", "ms"]);
    let times =
        "select distinct mtime_unix from tierload_default.file_current where share_name = 's' order by 1";
    assert_eq!(case.db.rows(times), ["1700000000", "-"]);
    load(&case, "many.csv", "kept", &["--time-unit", "s"]);
    case.assert_sound();
}
