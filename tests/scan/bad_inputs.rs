//! Inputs that cannot be loaded at all: one clear line, the right exit code, nothing half done.

use crate::support::{Case, HEADER, assert_same_tables, dump, is_root, tables};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs::{self, Permissions};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

/// Refused before anything is written, in words that name the input.
fn refused_untouched(case: &Case, args: &[&str], says: &[&str]) {
    let message = case.refuse(args, 3);
    for words in says {
        assert!(message.contains(words), "{words} is not in: {message}");
    }
    assert!(tables(&case.db).is_empty());
}

#[test]
fn an_empty_input() {
    let case = Case::new();
    case.write("empty.csv", "");
    refused_untouched(&case, &["empty.csv"], &["empty.csv is empty"]);
    refused_untouched(&case, &["-"], &["- is empty"]);
    // Compressed emptiness, too.
    case.write("empty.csv.gz", gzip(""));
    refused_untouched(&case, &["empty.csv.gz"], &["empty.csv.gz is empty"]);
    // A good input beside it does not load either.
    case.write("good.csv", dump(0..3));
    refused_untouched(&case, &["good.csv", "empty.csv"], &["empty.csv is empty"]);
}

#[test]
fn a_header_and_nothing_else_does_not_empty_the_share() {
    let case = Case::new();
    case.write("header.csv", HEADER);
    let message = case.refuse(&["header.csv"], 3);
    assert!(message.contains("the inputs hold no file"), "{message}");
    case.assert_nothing_published();
    case.write("good.csv", dump(0..3));
    case.load(&["good.csv", "--started", "2024-05-01T00:00:00Z"]);
    case.refuse(&["header.csv", "--started", "2024-05-02T00:00:00Z"], 3);
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 3);
    // Beside an input that has rows it is no problem.
    let summary = case.load(&["header.csv", "good.csv", "--started", "2024-05-03T00:00:00Z"]);
    assert_eq!(summary["files_unchanged"], 3);
}

#[test]
fn a_header_that_lacks_columns() {
    let case = Case::new();
    case.write("a.csv", "dir_path,Name,bytes,atime_unix\n/a,x,1,1\n");
    refused_untouched(
        &case,
        &["a.csv"],
        &[
            "a.csv: the header lacks size_bytes, mtime_unix, ctime_unix; ",
            r#"found: "dir_path", "name", "bytes", "atime_unix""#,
        ],
    );
    case.write("b.csv", "file_path,file_size\n/a/x,1\n");
    refused_untouched(&case, &["b.csv"], &["the header lacks last_modified, last_accessed; found:"]);
    case.write("c.csv", "dir_path,name,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n");
    refused_untouched(&case, &["c.csv"], &["the header has column name twice"]);
    case.write("d.csv", "/a,x,1,1,1,1\n");
    refused_untouched(
        &case,
        &["d.csv"],
        &["no known kind of dump begins like this", "/a,x,1,1,1,1", "--format"],
    );
}

#[test]
fn a_truncated_gzip_and_the_mended_one() {
    let (case, clean) = (Case::new(), Case::new());
    let started = ["a.csv.gz", "--started", "2024-05-01T00:00:00Z", "--chunk-bytes", "20000"];
    let whole = gzip(&dump(0..5000));
    case.write("a.csv.gz", &whole[..whole.len() / 2]);
    let message = case.refuse(&started, 3);
    assert!(message.contains("a.csv.gz"), "{message}");
    case.assert_nothing_published();
    // The same broken file again ends the same way.
    assert_eq!(case.refuse(&started, 3), message);
    case.assert_nothing_published();
    for case in [&case, &clean] {
        case.write("a.csv.gz", &whole);
        case.load(&started);
    }
    // The scan that failed stands in the list of scans, and nowhere else.
    case.db.execute(
        "delete from tierload_default.ingest_chunk where scan_id = 1; delete from tierload_default.scan_input where scan_id = 1;
         delete from tierload_default.scan where scan_id = 1 and status = 'ERROR'",
    );
    assert_same_tables(&case.db, &clean.db);
}

#[test]
fn garbage_behind_the_magic_of_a_compressed_file() {
    let case = Case::new();
    case.write("a.gz", b"\x1F\x8Bgarbage");
    refused_untouched(&case, &["a.gz"], &["cannot read a.gz"]);
    case.write("a.zst", b"\x28\xB5\x2F\xFDgarbage");
    refused_untouched(&case, &["a.zst"], &["a.zst"]);
}

#[test]
fn an_input_that_is_not_there() {
    let case = Case::new();
    refused_untouched(&case, &["nowhere.csv"], &["cannot read nowhere.csv", "No such file"]);
    refused_untouched(&case, &["*.csv"], &["no file matches *.csv"]);
    fs::create_dir(case.folder().join("none")).unwrap();
    refused_untouched(&case, &["none"], &["folder none has no files to load"]);
    case.write("good.csv", dump(0..3));
    refused_untouched(&case, &["good.csv", "nowhere.csv"], &["cannot read nowhere.csv"]);
    let twice = case.refuse(&["good.csv", "good.csv"], 2);
    assert!(twice.contains("input good.csv is named twice"), "{twice}");
}

#[test]
fn an_input_that_may_not_be_read() {
    let case = Case::new();
    let path = case.write("closed.csv", dump(0..3));
    fs::set_permissions(&path, Permissions::from_mode(0o000)).unwrap();
    // Root may read everything; what it cannot read is the memory of no process.
    let name = if is_root() { "/proc/self/mem" } else { "closed.csv" };
    refused_untouched(&case, &[name], &[&format!("cannot read {name}")]);
}

#[test]
fn rejects_that_cannot_be_written_are_told() {
    let case = Case::new();
    case.write("a.csv", format!("{HEADER}/a,x,?,1,1,1\n"));
    let message = case.refuse(&["a.csv", "--rejects", "no/such/folder/bad.csv"], 3);
    assert!(message.contains("no/such/folder/bad.csv"), "{message}");
    assert_eq!(case.count("select count(*) from tierload_default.file"), 0);
}

#[test]
fn a_dump_that_was_cut_off_removes_no_files() {
    let case = Case::new();
    let text = dump(0..300);
    case.write("whole.csv", &text);
    case.load(&["whole.csv"]);
    // Few bad rows would be let through. Amid the last record, and amid one whose quote nothing closes.
    for (end, tail) in [(text.len() - 30, ""), (text.len(), "/top,\"x")] {
        case.write("cut.csv", format!("{}{tail}", &text[..end]));
        for chunk_bytes in ["300", "4MiB"] {
            let message = case.refuse(&["cut.csv", "--chunk-bytes", chunk_bytes], 3);
            assert!(message.starts_with("cut.csv ends amid a record, in line "), "{message}");
            let guid = case.db.rows("select scan_guid from tierload_default.scan where finished_utc is null");
            assert!(guid.is_empty(), "{guid:?}");
        }
    }
    assert_eq!(case.count("select count(*) from tierload_default.file_current"), 300);
}
