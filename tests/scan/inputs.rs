//! Every way to name an input, and every way it may be packed.

use crate::support::{Case, HEADER, dump, fixture, numbers, succeed, summary};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::process::Stdio;

fn gzip(text: &str) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap()
}

fn zstd(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 1).unwrap()
}

const PATHS: &str = "select full_path from tierload_default.file_current order by 1";

#[test]
fn packing_is_told_by_content_and_not_by_name() {
    let rows = dump(0..500);
    let half = rows.len() / 2;
    let plain = Case::new();
    plain.write("a.csv", &rows);
    plain.load(&["a.csv"]);
    let expected = plain.db.rows(PATHS);
    for (name, content) in [
        ("a.csv.gz", gzip(&rows)),
        ("a.csv.zst", zstd(&rows)),
        ("named.csv", gzip(&rows)),
        ("named.gz", zstd(&rows)),
        ("named.zst", rows.clone().into_bytes()),
        // What `cat a.gz b.gz` makes is one file.
        ("members.gz", [gzip(&rows[..half]), gzip(&rows[half..])].concat()),
        ("frames.zst", [zstd(&rows[..half]), zstd(&rows[half..])].concat()),
    ] {
        let case = Case::new();
        case.write(name, content);
        let summary = case.load(&[name, "--chunk-bytes", "7000"]);
        assert_eq!(
            numbers(&summary, ["loaded", "bytes_read"]),
            [500, (rows.len() - HEADER.len()) as i64],
            "{name}"
        );
        assert_eq!(case.db.rows(PATHS), expected, "{name}");
    }
}

#[test]
fn stdin() {
    for packed in [false, true] {
        let case = Case::new();
        let text = dump(0..200);
        case.write("a", if packed { zstd(&text) } else { text.into_bytes() });
        let mut command = case.scan(&["-", "--json"]);
        command.stdin(Stdio::from(File::open(case.folder().join("a")).unwrap()));
        assert_eq!(summary(&succeed(&mut command))["loaded"], 200);
        assert_eq!(
            case.db.rows("select input_name, fingerprint, size_bytes from tierload_default.scan_input"),
            ["-|-|-"]
        );
    }
}

#[test]
fn a_glob_a_folder_and_several_inputs_are_one_scan() {
    let lists: [&[&str]; 4] =
        [&["in/*.csv"], &["in"], &["in/1.csv", "in/2.csv", "in/3.csv"], &["in/1.csv", "in/[23].csv"]];
    for list in lists {
        let case = Case::new();
        fs::create_dir(case.folder().join("in")).unwrap();
        for n in 0..3 {
            case.write(&format!("in/{}.csv", n + 1), dump(n * 100..(n + 1) * 100));
        }
        // What a folder does not offer.
        case.write("in/.hidden.csv", "x");
        case.write("in/old.rejects.csv", "x");
        let summary = case.load(list);
        assert_eq!(numbers(&summary, ["inputs", "loaded", "chunks"]), [3, 300, 3], "{list:?}");
        assert_eq!(
            case.db.rows("select input_name from tierload_default.scan_input order by 1"),
            ["in/1.csv", "in/2.csv", "in/3.csv"]
        );
        let again = case.load(list);
        assert_eq!(again["already_loaded"], true);
    }
}

#[test]
fn inputs_of_both_forms_in_one_scan() {
    let case = Case::new();
    let (one, other) = (fixture("canonical/basic.csv"), fixture("export/basic.csv"));
    let summary = case.load(&[&one, &other, "--started", "2024-05-01T00:00:00Z"]);
    assert_eq!(numbers(&summary, ["inputs", "rows_read", "loaded", "duplicates"]), [2, 7, 5, 2]);
}

#[test]
fn the_plans_export_form() {
    let case = Case::new();
    case.load(&[&fixture("export/basic.csv"), "--max-rejects", "0"]);
    assert_eq!(
        case.db.rows(
            "select full_path, size_bytes, atime_unix, mtime_unix, ctime_unix, file_hash, file_extension
             from tierload_default.file_current order by 1"
        ),
        [
            "/README|0|5680281600|-10|-|-|-",
            "/film/a.mov|200|1700000002|1600000002|-|sha1:aa|mov",
            "/film/b.mov|300|-|1600000003|-|-|mov",
        ]
    );
}

#[test]
fn columns_come_in_any_order_and_case_and_unknown_ones_are_passed_over() {
    let case = Case::new();
    case.load(&[&fixture("canonical/columns-in-any-order.csv"), "--max-rejects", "0"]);
    assert_eq!(
        case.db.rows(
            "select name, size_bytes, atime_unix, mtime_unix, ctime_unix, frn from tierload_default.file order by 1"
        ),
        ["README|10|1700000001|1600000001|1500000001|11", "a.mov|200|1700000002|1600000002|1500000002|12"]
    );
}

#[test]
fn line_ends_byte_order_marks_and_a_missing_last_line_end() {
    let expected = {
        let case = Case::new();
        case.write("a.csv", dump(0..50));
        case.load(&["a.csv"]);
        case.db.rows(PATHS)
    };
    let text = dump(0..50);
    for (kind, text, flags) in [
        ("CRLF", text.replace('\n', "\r\n"), &[][..]),
        ("BOM", format!("\u{FEFF}{text}"), &[]),
        ("no end", text.trim_end().to_string(), &["--last-line-complete"]),
        ("empty lines", text.replace('\n', "\n\n"), &[]),
    ] {
        let case = Case::new();
        case.write("a.csv", text);
        let common = ["a.csv", "--max-rejects", "0", "--chunk-bytes", "333"];
        let summary = case.load(&[&common, flags].concat());
        assert_eq!(numbers(&summary, ["rows_read", "loaded"]), [50, 50], "{kind}");
        assert_eq!(case.db.rows(PATHS), expected, "{kind}");
    }
}

#[test]
fn a_crawl_is_a_scan() {
    let case = Case::new();
    fs::create_dir_all(case.folder().join("tree/sub")).unwrap();
    fs::write(case.folder().join("tree/one"), "1").unwrap();
    fs::write(case.folder().join("tree/sub/two.txt"), "22").unwrap();
    succeed(&mut case.command(&["crawl", "tree", "-o", "tree.csv.zst"]));
    let root = fs::canonicalize(case.folder().join("tree")).unwrap();
    case.load(&["tree.csv.zst", "--root", root.to_str().unwrap(), "--max-rejects", "0"]);
    assert_eq!(
        case.db.rows("select full_path, size_bytes from tierload_default.file_current order by 1"),
        ["/one|1", "/sub/two.txt|2"]
    );
}

#[test]
fn a_crawl_is_piped_into_a_scan() {
    let case = Case::new();
    let names: [&[u8]; 4] = [b"plain.TXT", b"comma, \"quote\"", b"new\nline", b"not text \xff"];
    let folder = case.folder().join("tree/sub");
    fs::create_dir_all(&folder).unwrap();
    for name in names {
        fs::write(folder.join(OsStr::from_bytes(name)), "1").unwrap();
    }
    std::os::unix::fs::symlink("nowhere", folder.join("link")).unwrap();
    fs::hard_link(folder.join("plain.TXT"), folder.join("another name")).unwrap();
    let mut crawl = case.command(&["crawl", "tree"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut scan = case.scan(&["-", "--json", "--quiet", "--max-rejects", "0"]);
    let loaded = summary(&succeed(scan.stdin(crawl.stdout.take().unwrap())));
    assert!(crawl.wait().unwrap().success());
    assert_eq!(numbers(&loaded, ["rows_read", "loaded"]), [6, 6]);
    let root = fs::canonicalize(&folder).unwrap();
    assert_eq!(
        case.db.rows(
            "select name, encode(name_raw, 'escape'), file_extension from tierload_default.file order by 1"
        ),
        [
            "another name|-|-",
            "comma, \"quote\"|-|-",
            "link|-|-",
            "new\nline|-|-",
            "not text \u{fffd}FF|not text \\377|-",
            "plain.TXT|-|txt"
        ]
    );
    assert_eq!(
        case.db.rows("select distinct dir_path from tierload_default.file_current"),
        [root.to_str().unwrap()]
    );
}
