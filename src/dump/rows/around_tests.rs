//! What neighbours tell, wherever the chunks end.

use crate::dump::format::{Head, Options, detect};
use crate::dump::input::ChunkReader;
use crate::dump::path::{PathRules, SourceType};
use crate::dump::rows::{encode, stored_rows};
use proptest::prelude::*;

/// The paths that are loaded; the lines that are rejected, and why.
type Found = (Vec<String>, Vec<(u64, String)>);

fn found(text: &str, options: &Options, chunk_bytes: usize) -> Found {
    let detected = detect(&Head::new(text.as_bytes(), true), options).unwrap_or_else(|said| panic!("{said}"));
    let format = detected.format.as_ref();
    let windows = text.contains(r":\");
    let rules = PathRules::new(if windows { SourceType::Ntfs } else { SourceType::Posix }, None).unwrap();
    let mut reader = ChunkReader::new(text.as_bytes(), chunk_bytes);
    reader.head().unwrap();
    reader.begin(format.dialect(), detected.header_bytes);
    if format.looks_around() {
        reader.keep_neighbours();
    }
    let (mut loaded, mut rejected) = (Vec::new(), Vec::new());
    while let Some(chunk) = reader.next_chunk().unwrap() {
        let encoded = encode(&chunk, format, &rules);
        assert_eq!(encoded.rows_read, encoded.loaded + encoded.skipped + encoded.rejects.count());
        let rows = stored_rows(&encoded, usize::MAX).into_iter();
        loaded.extend(rows.map(|row| format!("{}/{}", row.dir_path.trim_end_matches('/'), row.name)));
        let rejects = encoded.rejects.kept().iter();
        rejected.extend(rejects.map(|reject| (reject.line, reject.reject.reason.clone().into_owned())));
    }
    rejected.sort();
    (loaded, rejected)
}

fn mapped(map: &str) -> Options {
    Options { map: map.parse().ok(), no_header: true, ..Options::default() }
}

/// The lines that are rejected, and what is loaded: the same whatever the chunks.
fn rejected(text: &str, options: &Options) -> (Vec<u64>, Vec<String>) {
    let whole = found(text, options, 1 << 20);
    for chunk_bytes in 1..=text.len() {
        assert_eq!(found(text, options, chunk_bytes), whole, "{text:?} in chunks of {chunk_bytes}");
    }
    (whole.1.into_iter().map(|(line, _)| line).collect(), whole.0)
}

fn folders(paths: &[&str]) -> Vec<u64> {
    let text: String = paths.iter().map(|path| format!("1,{path}\n")).collect();
    rejected(&text, &mapped("size=1,path=2")).0
}

#[test]
fn a_folder_stands_before_or_after_what_is_in_it() {
    assert_eq!(folders(&["/t", "/t/a", "/t/a/x", "/t/a/y", "/t/b"]), [1, 2]);
    assert_eq!(folders(&["/t/a/x", "/t/a/y", "/t/a", "/t/b", "/t"]), [3, 5]);
    assert_eq!(folders(&["/t/a", "/t/ab", "/t/a b/c", "/t/a"]), [0; 0]);
    assert_eq!(folders(&[r"C:\a", r"C:\a\b"]), [1]);
    assert_eq!(folders(&[r"C:\a", "C:/a/b"]), [1]);
    // A backslash is a part of a name elsewhere.
    assert_eq!(folders(&["/t/a", r"/t/a\b"]), [0; 0]);
}

#[test]
fn a_folder_of_which_folder_and_name_stand_apart_is_one_too() {
    let text = "1,/,t\n1,/t,a\n1,/t/a,x\n1,/u,b\n";
    assert_eq!(rejected(text, &mapped("size=1,dir=2,name=3")).0, [1, 2]);
}

#[test]
fn what_is_no_row_stands_between_no_folder_and_its_files() {
    let text = "1,/t/a\nbad\nx,/t/b\n1,/t/a/x\n1,/u/y\nbad,\n\n1,/u\n";
    let (lines, loaded) = rejected(text, &mapped("size=1,path=2"));
    assert_eq!((lines, loaded), (vec![1, 2, 3, 6, 8], vec!["/t/a/x".to_string(), "/u/y".to_string()]));
}

#[test]
fn records_far_apart_are_no_neighbours() {
    let far = |count: usize| {
        let text = format!("1,/t/a\n{}1,/t/a/x\n", "x,/bad\n".repeat(count));
        [1, 6, 100, 5000, 1 << 20].map(|chunk_bytes| found(&text, &mapped("size=1,path=2"), chunk_bytes).0)
    };
    assert!(far(585).iter().all(|loaded| loaded.len() == 1));
    assert!(far(586).iter().all(|loaded| loaded.len() == 2));
}

/// What find writes of relative paths, a name with a line end among them.
const TORN: &str =
    "a\t1\t1.5\t2.5\t3.5\nd/x\na\t2\t1.5\t2.5\t3.5\nb\t3\t1.5\t2.5\t3.5\n\nc\t4\t1.5\t2.5\t3.5\n";

#[test]
fn the_rest_of_a_torn_name_is_no_file() {
    assert_eq!(rejected(TORN, &Options::default()), (vec![2, 3, 6], vec!["/a".into(), "/b".into()]));
    // A folder whose name ends with a line end.
    let absolute = TORN.replace("a\t", "/t/a\t").replace("b\t", "/t/b\t").replace("d/x", "/t/d");
    let absolute = absolute.replace("c\t", "/t/c\t");
    let options = Options { format: Some("find-tsv"), ..Options::default() };
    let names = ["/t/a", "/t/b", "/t/c"].map(String::from);
    assert_eq!(rejected(&absolute, &options), (vec![2, 3], names.to_vec()));
    // What ends with NUL is not torn.
    let find0 = "1\t1.5\t2.5\t3.5\ta\0bad\x001\t1.5\t2.5\t3.5\tb\0";
    assert_eq!(rejected(find0, &Options::default()).1, ["/a", "/b"]);
    // What find says on stderr is no name.
    let said = absolute.replace("/t/d\n", "find: '/t/d': Permission denied\n");
    assert_eq!(rejected(&said, &options).0, [2]);
}

#[test]
fn a_torn_name_of_a_csv_is_no_file() {
    let first = "a,1\nd/x\na,2\nb,3\n/e\nf/,4\n";
    let (lines, loaded) = rejected(first, &mapped("path=1,size=2"));
    assert_eq!((lines, loaded), (vec![2, 3, 5, 6], vec!["/a".to_string(), "/b".to_string()]));
    let last = "1,/a\n2,/d/x\ny\n3,/b\n4,/e\nz\n";
    let (lines, loaded) = rejected(last, &mapped("path=2,size=1"));
    assert_eq!((lines, loaded), (vec![2, 3, 5, 6], vec!["/a".to_string(), "/b".to_string()]));
    // What is enclosed is whole, and lines that begin anew are none of a name.
    assert_eq!(rejected("1,\"/a\"\ny\n", &mapped("path=2,size=1")).0, [2]);
    assert_eq!(rejected("b,1\nx\n/a,1\n", &mapped("path=1,size=2")).0, [2]);
}

fn lists() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        6 => "1,/[ab](/[ab]){0,2}",
        1 => "1,\"/a(/b|\n|\"\"|,){0,3}\"",
        1 => Just("bad".to_string()),
        1 => Just(String::new()),
        1 => Just("1,\"/a".to_string()),
    ];
    prop::collection::vec(line, 1..12).prop_map(|lines| format!("1,/start\n{}\n", lines.join("\n")))
}

proptest! {
    #[test]
    fn chunks_change_nothing(list in lists(), first in 1usize..60, second in 1usize..60) {
        let options = mapped("size=1,path=2");
        prop_assert_eq!(found(&list, &options, first), found(&list, &options, second));
    }
}
