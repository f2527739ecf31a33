//! The same scan again, and what may not change between scans of a share.

use crate::support::{Case, HEADER, dump, fail, numbers, succeed, summary, tables};
use std::path::Path;

#[test]
fn run_twice_it_loads_once_and_says_so() {
    let case = Case::new();
    let input = case.write("a.csv", dump(0..300));
    let args = [input.to_str().unwrap(), "--chunk-bytes", "4000"];
    let first = case.load(&args);
    let before = tables(&case.db);
    let second = case.load(&args);
    assert_eq!(tables(&case.db), before);
    assert_eq!(second["already_loaded"], true);
    assert_eq!(second["scan_id"], first["scan_id"]);
    assert_eq!(second["chunks_skipped"], first["chunks"]);
    for key in ["rows_read", "loaded", "files_new", "dirs_new", "bytes_read", "status"] {
        assert_eq!(second[key], first[key], "{key}");
    }
    let told = case.scan(&args).output().unwrap();
    assert_eq!(told.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&told.stderr).contains("was loaded before; nothing to do"));
}

/// Gives a file a time of writing, in seconds since 1970.
fn written(path: &Path, seconds: u64) {
    let file = std::fs::File::open(path).unwrap();
    file.set_modified(std::time::UNIX_EPOCH + std::time::Duration::from_secs(seconds)).unwrap();
}

#[test]
fn a_copy_under_another_name_is_the_same_scan() {
    let case = Case::new();
    let first = case.write("a.csv", dump(0..10));
    let second = case.write("b.csv", dump(0..10));
    for path in [&first, &second] {
        written(path, 1_700_000_000);
    }
    let one = case.load(&[first.to_str().unwrap()]);
    let two = case.load(&[second.to_str().unwrap()]);
    assert_eq!(two["already_loaded"], true);
    assert_eq!(one["scan_guid"], two["scan_guid"]);
    // In another share it is another scan.
    let mut other = case.command(&["scan", second.to_str().unwrap(), "--share", "t", "--json"]);
    let other = summary(&succeed(&mut other));
    assert_eq!(other["already_loaded"], false);
    assert_ne!(one["scan_guid"], other["scan_guid"]);
}

#[test]
fn a_scan_that_was_published_with_rejects_stays_so() {
    let case = Case::new();
    let input = case.write("a.csv", format!("{HEADER}/a,good,1,1,1,1\n/a,bad,x,1,1,1\n"));
    let args = [input.to_str().unwrap(), "--max-rejects", "1"];
    assert_eq!(case.load(&args)["status"], "WARN");
    let again = case.load(&args);
    assert_eq!((&again["status"], &again["already_loaded"]), (&"WARN".into(), &true.into()));
    assert_eq!(numbers(&again, ["loaded", "rejected"]), [1, 1]);
}

#[test]
fn an_older_scan_is_refused() {
    let case = Case::new();
    let newer = case.write("newer.csv", dump(0..10));
    let older = case.write("older.csv", dump(0..9));
    case.load(&[newer.to_str().unwrap(), "--started", "2024-05-02T00:00:00Z"]);
    let before = tables(&case.db);
    let message = case.refuse(&[older.to_str().unwrap(), "--started", "2024-05-01T23:59:59Z"], 3);
    assert!(message.contains("share s was last scanned at 2024-05-02T00:00:00Z"), "{message}");
    assert!(message.contains("--started"), "{message}");
    assert_eq!(tables(&case.db), before);
    // Without --started the file's own time counts.
    written(&older, 1_700_000_000);
    case.refuse(&[older.to_str().unwrap()], 3);
    assert_eq!(tables(&case.db), before);
}

#[test]
fn a_walk_in_the_future_is_refused() {
    let case = Case::new();
    case.write("a.csv", dump(0..3));
    let message = case.refuse(&["a.csv", "--started", "2999-01-01T00:00:00Z"], 2);
    assert!(message.contains("--started 2999-01-01T00:00:00Z has not come yet"), "{message}");
    case.load(&["a.csv"]);
}

#[test]
fn a_tree_that_is_again_as_it_was_can_be_loaded() {
    let case = Case::new();
    for (name, files) in [("1.csv", 0..3), ("2.csv", 0..4), ("3.csv", 0..3)] {
        case.write(name, dump(files));
    }
    let at = |day: u32| format!("2024-05-0{day}T00:00:00Z");
    let first = case.load(&["1.csv", "--started", &at(1)]);
    case.load(&["2.csv", "--started", &at(2)]);
    let third = case.load(&["3.csv", "--started", &at(3)]);
    assert_ne!(first["scan_guid"], third["scan_guid"]);
    assert_eq!(third["files_removed"], 1);
    for args in [["1.csv", "--started", &at(1)], ["3.csv", "--started", &at(3)]] {
        assert_eq!(case.load(&args)["already_loaded"], true);
    }
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 3);
    assert_eq!(case.count("select count(*) from tierload_default.scan"), 3);
}

#[test]
fn a_later_walk_that_found_the_same_is_told_by_its_file() {
    let case = Case::new();
    let nights = [("1.csv", 0..3), ("2.csv", 0..4), ("3.csv", 0..3), ("4.csv", 0..3)];
    for (at, (name, files)) in (0..).zip(nights.clone()) {
        written(&case.write(name, dump(files)), 1_700_000_000 + 86_400 * at);
    }
    for (at, (name, files)) in (0..).zip(nights.clone()) {
        let night = case.load(&[name]);
        assert_eq!(night["already_loaded"], false, "{name}");
        assert_eq!(case.count("select count(*) from tierload_default.file_current"), i64::from(files.end));
        let walked = "select extract(epoch from started_utc)::bigint from tierload_default.scan order by scan_id desc limit 1";
        assert_eq!(case.count(walked), 1_700_000_000 + 86_400 * at);
    }
    // Each of them is loaded once all the same, and a copy is no walk.
    std::fs::copy(case.folder().join("2.csv"), case.folder().join("copy.csv")).unwrap();
    written(&case.folder().join("copy.csv"), 1_700_000_000 + 86_400);
    for name in nights.iter().map(|(name, _)| *name).chain(["copy.csv"]) {
        assert_eq!(case.load(&[name])["already_loaded"], true, "{name}");
    }
    assert_eq!(case.count("select count(*) from tierload_default.scan"), 4);
    case.assert_sound();
}

#[test]
fn a_file_that_is_written_over_each_night_is_a_walk_each_night() {
    let case = Case::new();
    for files in [0..3, 0..4, 0..5, 0..3] {
        // The same file as before, as `> scan.csv` writes it.
        case.write("scan.csv", dump(files.clone()));
        assert_eq!(case.load(&["scan.csv"])["already_loaded"], false, "{files:?}");
        assert_eq!(case.count("select count(*) from tierload_default.file_current"), i64::from(files.end));
    }
}

#[test]
fn folders_of_a_scan_that_was_given_up_are_new_to_the_next() {
    let case = Case::new();
    case.write("a.csv", dump(0..100));
    case.write("b.csv", dump(0..101));
    assert!(!case.scan(&["a.csv"]).env("FAILPOINTS", "ledger-closed=return").status().unwrap().success());
    let guid = case.db.value("select scan_guid from tierload_default.scan");
    succeed(&mut case.command(&["abandon", &guid]));
    assert_eq!(case.count("select count(*) from tierload_default.dir where dir_path like '/top/%'"), 37);
    assert_eq!(numbers(&case.load(&["b.csv"]), ["dirs_new", "files_new"]), [37, 101]);
}

#[test]
fn a_later_walk_does_not_go_on_with_an_equal_one_that_was_never_published() {
    let case = Case::new();
    for (at, (name, files)) in (0..).zip([("1.csv", 0..3), ("2.csv", 0..4), ("3.csv", 0..3)]) {
        written(&case.write(name, dump(files)), 1_700_000_000 + 86_400 * at);
    }
    assert!(!case.scan(&["1.csv"]).env("FAILPOINTS", "ledger-closed=return").status().unwrap().success());
    case.load(&["2.csv"]);
    let third = case.load(&["3.csv"]);
    assert_eq!(numbers(&third, ["files_removed", "files_unchanged"]), [1, 3]);
    assert_eq!(case.count("select count(*) from tierload_default.scan"), 3);
    case.assert_sound();
}

#[test]
fn the_order_of_the_inputs_does_not_matter() {
    let case = Case::new();
    for (name, files) in [("a.csv", 0..100), ("b.csv", 100..300), ("c.csv", 300..301)] {
        case.write(name, dump(files));
    }
    let first = case.load(&["a.csv", "b.csv", "c.csv", "--chunk-bytes", "1000"]);
    let second = case.load(&["c.csv", "a.csv", "b.csv", "--chunk-bytes", "1000"]);
    assert_eq!((&second["already_loaded"], &second["scan_guid"]), (&true.into(), &first["scan_guid"]));
    // It goes on with what is loaded, too.
    case.write("d.csv", dump(301..302));
    let args = |names: [&'static str; 4]| [&names[..], &["--chunk-bytes", "1000"]].concat();
    let mut killed = case.scan(&args(["a.csv", "b.csv", "c.csv", "d.csv"]));
    assert!(
        !killed.arg("--quiet").env("FAILPOINTS", "chunk-committed=5*off->return").status().unwrap().success()
    );
    let done = case.load(&args(["d.csv", "c.csv", "b.csv", "a.csv"]));
    assert!(done["chunks_skipped"].as_i64().unwrap() >= 6, "{done}");
    assert_eq!(numbers(&done, ["files_new", "files_unchanged"]), [1, 301]);
}

#[test]
fn dumps_of_several_walks_are_not_one_scan() {
    let case = Case::new();
    let monday = case.write("monday.csv", dump(0..10));
    let tuesday = case.write("tuesday.csv", dump(5..15));
    written(&monday, 1_700_000_000);
    written(&tuesday, 1_700_000_000 + 18 * 3600 + 1);
    let both = ["monday.csv", "tuesday.csv"];
    let told = fail(&mut case.scan(&both), 2);
    for words in ["monday.csv is of 2023-11-14", "tuesday.csv of 2023-11-15", "several walks", "--started"] {
        assert!(told.contains(words), "{told}");
    }
    assert_eq!(case.count("select count(*) from tierload_default.scan"), 0);
    // Who says so means it; and a part that took its time is of the same walk.
    case.load(&[&both[..], &["--started", "2023-11-14T00:00:00Z"]].concat());
    let tuesday = case.write("tuesday.csv", dump(10..15));
    let mut other = case.command(&["scan", "monday.csv", "tuesday.csv", "--share", "t", "-q"]);
    written(&tuesday, 1_700_000_000 + 18 * 3600);
    succeed(&mut other);
}

#[test]
fn a_file_that_two_dumps_list_is_of_two_walks() {
    let case = Case::new();
    let row = |name: &str, size: u32| format!("/a,{name},{size},1,1,1\n");
    // One dump may have a file twice, and the newest row is kept.
    case.write("1.csv", HEADER.to_owned() + &row("x", 1) + &row("x", 1) + &row("y", 1));
    case.write("2.csv", HEADER.to_owned() + &row("z", 1));
    case.write("same.csv", HEADER.to_owned() + &row("y", 1) + &row("v", 1));
    case.write("other.csv", HEADER.to_owned() + &row("y", 2) + &row("x", 1) + &row("w", 1));
    let started = ["--started", "2024-05-01T00:00:00Z"];
    for (scan, share) in ["first", "later"].into_iter().enumerate() {
        let scan_of = |inputs: &[&str], more: &[&str]| {
            let mut command = case.command(&["scan", "--share", "later", "--json", "-q"]);
            command.args(inputs).args(more);
            command
        };
        if scan == 1 {
            let summary = succeed(&mut scan_of(&["1.csv", "2.csv"], &[]));
            assert_eq!(numbers(&serde_json::from_str(&summary).unwrap(), ["loaded", "duplicates"]), [3, 1]);
        }
        let before = case.db.rows("select full_path from tierload_default.file_current order by 1");
        for (inputs, told) in [
            (&["1.csv", "same.csv"][..], "both list 1 file, as /a/y"),
            (&["1.csv", "2.csv", "other.csv"], "both list 2 files, as /a/x"),
        ] {
            let error = fail(&mut scan_of(inputs, &[]), 3);
            assert!(
                error.contains(told) && error.contains("1.csv") && error.contains("--started"),
                "{share}: {error}"
            );
            assert!(!error.contains("2.csv"), "{share}: {error}");
        }
        assert_eq!(
            case.db.rows("select full_path from tierload_default.file_current order by 1"),
            before,
            "{share}"
        );
    }
    assert_eq!(case.staging_tables(), Vec::<String>::new());
    let mut meant = case.command(&["scan", "1.csv", "other.csv", "--share", "meant", "--json", "-q"]);
    let summary = succeed(meant.args(started));
    assert_eq!(numbers(&serde_json::from_str(&summary).unwrap(), ["loaded", "duplicates"]), [3, 3]);
    case.assert_sound();
}

#[test]
fn a_dump_that_is_written_over_each_night_is_of_a_walk_of_its_own() {
    let case = Case::new();
    for night in 0..3 {
        // The file stays, and keeps the time at which it was made.
        case.write("night.csv", dump(0..10 + night));
        case.load(&["night.csv"]);
    }
    assert_eq!(case.count("select count(distinct started_utc) from tierload_default.scan"), 3);
}
