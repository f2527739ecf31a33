//! What each kind is told by. Exact rows of whole dumps: `fixtures/` and `tests/formats`.

use super::*;
use crate::dump::input::Records;

pub(super) fn detected(text: &[u8], options: &Options) -> Result<Detected, String> {
    detect(&Head::new(text, true), options)
}

pub(super) fn name_of(text: &str) -> Result<&'static str, String> {
    detected(text.as_bytes(), &Options::default()).map(|found| found.name)
}

pub(super) fn refusal(text: &str) -> String {
    name_of(text).unwrap_err()
}

#[test]
fn headers_are_told_whatever_their_case_and_delimiter() {
    for (header, kind) in [
        ("dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix", "canonical"),
        ("\"DIR_PATH\";\"Name\";size_bytes;atime_unix;mtime_unix;ctime_unix", "canonical"),
        ("file_path\tfile_size\tlast_modified\tlast_accessed", "export"),
        ("Filename,Size,Date Modified,Date Created,Attributes\r\n", "efu"),
        ("Filename,Size\r\n\"C:\\a\\\",\r\n\"C:\\a\\b\",5\r\n", "efu"),
        ("Filename,Size,Date Modified\r\n\\\\nas\\a\\,,\r\n", "efu"),
        ("FullName|Length", "powershell"),
        ("FullName,Length\rC:\\a,5\r", "powershell"),
        ("#TYPE System.IO.FileInfo\rFullName,Length\rC:\\a,5\r", "powershell"),
        ("/t/a\t5\t1700000000\t1700000001\t1700000002\n", "find-tsv"),
        ("5\t1700000000\t1700000001\t1700000002\t./a\0", "find0"),
        ("5\t1.0\t2.0\t3.0\t11\t8\t65024\t1\t0\t0\t./a\0", "find0"),
        ("/t/a\t5\t1.0\t2.0\t3.0\t11\t8\t65024\t1\tann\tusers\tf\n", "find-tsv"),
        ("./a\t5\t1700000000\t1700000001\t1700000002\t11\t8\t65024\t1\t0\t0\n", "find-tsv"),
        ("/t/a\t5\t1700000000\t1700000001\t1700000002\t131\t8\t%D\t1\t0\t0\tf\n", "find-tsv"),
        ("/t/a\t5\t2024-01-02+03:04:05.1\t2024-01-02+03:04:05.1\t2024-01-02+03:04:05.1\tf\n", "find-tsv"),
        ("#TYPE System.IO.FileInfo\r\n\"FullName\",\"Length\"\r\n", "powershell"),
        ("File Name,Size,Allocated,Modified,Attributes,Files,Folders\n", "wiztree"),
        ("Name,Content-Length,Last-Modified\n", "azure-inventory"),
        ("1234 5 0  size%3d4096 -- /gpfs/a\n", "gpfs"),
        ("1234 5 0 kb%3D4%7Csize%3D4096 -- %2Fgpfs%2Fa\n", "gpfs"),
        ("\"Name\",\"BlobType\",\"BlobSize\"\r\n", "azure-inventory"),
        ("[\n{\"Path\":\"a\",\"Size\":1,\"IsDir\":false}\n]\n", "rclone"),
        ("[\r\n{\"Path\":\"a\",\"Size\":-1,\"IsDir\":true,\"New\":{}},\r\n", "rclone"),
    ] {
        assert_eq!(name_of(header), Ok(kind), "{header}");
    }
}

#[test]
fn a_tie_is_asked_about() {
    let both = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,file_path,file_size,last_modified,last_accessed\n";
    let asked = refusal(both);
    for part in ["canonical", "export", "--format"] {
        assert!(asked.contains(part), "{asked}");
    }
    let options = Options { format: Some("export"), ..Options::default() };
    assert_eq!(detected(both.as_bytes(), &options).map(|found| found.name), Ok("export"));
}

#[test]
fn a_list_of_names_and_sizes_need_not_be_everythings() {
    for text in ["Filename,Size\na.txt,5\n", "Filename,Size\n", "Filename,Size,Owner\nC:\\a,5,me\n"] {
        assert!(refusal(text).contains("--map"), "{text}");
    }
    // Four numbers after a name are find's only where they are times and the name is a path.
    assert!(refusal("/t/a\t5\t1\t2\t3\n").contains("--format"));
    assert!(refusal("a\t5\t1700000000\t1700000001\t1700000002\n").contains("--format"));
}

#[test]
fn a_near_miss_says_which_columns_are_missing() {
    let said = refusal("dir_path,name,size_bytes,mtime_unix,ctime_unix\n/a,b,1,2,3\n");
    assert!(said.contains("canonical") && said.contains("lacks atime_unix"), "{said}");
    let said = refusal("Name,Last-Modified,LeaseStatus\nmedia,2026-02-03T04:05:06Z,unlocked\n");
    assert!(said.contains("azure-inventory") && said.contains("lacks content-length"), "{said}");
    assert!(refusal("Name,Content-Length\na,1\n").contains("lacks last-modified"));
    let said = refusal("a,b,c\n1,2,3\n");
    assert!(said.contains("\"a,b,c\"") && said.contains("--map"), "{said}");
}

#[test]
fn a_column_that_occurs_twice_is_refused() {
    let said = refusal("dir_path,name,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n");
    assert!(said.contains("column name twice"), "{said}");
}

#[test]
fn other_tools_are_refused_with_a_way_out() {
    for (text, tool, way_out) in [
        ("TreeSize Professional Report\nName;Size;Allocated\n", "TreeSize", "WizTree"),
        ("Path,Size,% of Parent,Files\nC:\\,1.2 GB,100 %,5\n", "TreeSize", "WizTree"),
        ("-rw-r--r-- root root   4.000 KB Jan  1 2020 12:00 /a/b\n", "dwalk", "find ROOT ! -type d"),
        ("1234 5 0 -- /gpfs/a\n", "GPFS", "pwalk"),
        ("1234 5 0 4096 2024-01-02 -- /gpfs/a\n", "GPFS", "SHOW('size='"),
        ("1234 5 0 kb%3D4 -- /gpfs/a\n", "GPFS", "VARCHAR(FILE_SIZE)"),
        ("1234 5 0 size=4096 -- /gpfs/a\n", "GPFS", "ESCAPE '%/'"),
        ("0:8000000000000000:4d2:5:1000:0:0:D:7!/gpfs/a:6!system\n", "GPFS", "pwalk"),
        ("input,line,byte,reason,raw\na.csv,2,3,because,x\n", "rejects", "tierload scan DUMP FILE"),
        ("/t\t4096\t1.0\t2.0\t3.0\n/t/a\t1\t1.0\t2.0\t3.0\n", "folders", "! -type d"),
    ] {
        let said = refusal(text);
        assert!(said.contains(tool) && said.contains(way_out), "{said}");
    }
}

#[test]
fn a_dump_that_speaks_of_treesize_is_not_one() {
    let text = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix\n/TreeSize,a,1,2,3,4\n";
    assert_eq!(name_of(text), Ok("canonical"));
}

#[test]
fn utf_16_without_a_mark_is_asked_about() {
    assert!(refusal("F\0u\0l\0l\0").contains("--encoding utf-16le"));
    assert!(refusal("\0F\0u\0l\0l").contains("--encoding utf-16be"));
}

#[test]
fn an_explicit_format_needs_its_header() {
    let options = Options { format: Some("efu"), ..Options::default() };
    let said = detected(b"Filename,Date Modified\n", &options).err().unwrap();
    assert!(said.contains("efu") && said.contains("lacks size"), "{said}");
}

#[test]
fn options_that_contradict_each_other() {
    let map: Map = "path=a,size=b".parse().unwrap();
    let with = |format, map| Options { format: Some(format), map, ..Options::default() }.check();
    assert!(with("pwalk", Some(map.clone())).unwrap_err().contains("--map"));
    assert!(with("csv", None).unwrap_err().contains("--map"));
    assert_eq!(with("csv", Some(map)), Ok(()));
}

#[test]
fn another_reading_is_another_fingerprint() {
    let with_zone = |zone: &str| {
        let times = Times { zone: Some(zone.parse().unwrap()), ..Times::default() };
        Options { times, ..Options::default() }.fingerprint(1)
    };
    assert_eq!(Options::default().fingerprint(1), 1);
    assert_eq!(Options { format: Some("pwalk"), ..Options::default() }.fingerprint(1), 1);
    assert_ne!(with_zone("UTC"), 1);
    assert_ne!(with_zone("UTC"), with_zone("Europe/Berlin"));
}

/// What becomes of each record: the path of a row, `skipped`, or the reason of a reject.
pub(super) fn read(text: &str, options: &Options) -> Vec<String> {
    let found = detected(text.as_bytes(), options).unwrap_or_else(|refusal| panic!("{refusal}"));
    let mut records = Records::of_bytes(&text.as_bytes()[found.header_bytes..], found.format.dialect());
    let mut all = Vec::new();
    while let Some(record) = records.next_record() {
        let row = record.fields.map_err(Reject::from).and_then(|fields| found.format.row(fields));
        all.push(match row {
            Ok(Some(row)) => String::from_utf8_lossy(row.path.leading()).into_owned(),
            Ok(None) => "skipped".into(),
            Err(reject) => reject.reason.into_owned(),
        });
    }
    all
}

#[test]
fn two_records_on_one_line_are_none() {
    let utc = Times { zone: "UTC".parse().ok(), date_format: None, unit: None };
    let options = Options { times: utc, ..Options::default() };
    let wiztree = "File Name,Size,Allocated,Modified,Attributes,Files,Folders\n\
        \"C:\\a\\\",9,0,2026/06/02 03:46:07,0,0,0\n\
        \"C:\\a\\\",9,0,2026/06/02 03:46:07,0,0,0\"C:\\a\\b\",9,0,2026/06/02 03:46:07,0,0,0\n\
        C:\\a\\,9,0,2026/06/02 03:46:07,0,0,0C:\\a\\b,9,0,2026/06/02 03:46:07,0,0,0\n";
    let fused = "a folder's record goes on";
    assert_eq!(read(wiztree, &options), ["skipped", fused, fused]);
    let fused = "the path holds the times of another record";
    let find =
        "/a/b\t1\t1.5\t2.5\t3.5/a/c\t1\t1.5\t2.5\t3.5\n/a/d\t5.5\t1\t1.5\t2.5\t3.5\n/a/e\t1\t1.5\t2.5\t3.5\n";
    assert_eq!(read(find, &options), [fused, "/a/d\t5.5", "/a/e"]);
    let find0 =
        "1\t1.5\t2.5\t3.5\t/a/b1\t1.5\t2.5\t3.5\t/a/c\x001\t1.5\t2.5\t3.5\t/a/d\x001\t1.5\t2.5\t3.5\t/a/e\0";
    assert_eq!(read(find0, &options), [fused, "/a/d", "/a/e"]);
}

pub(super) fn mapped(map: &str) -> Options {
    Options { map: map.parse().ok(), ..Options::default() }
}

pub(super) fn refusal_with(text: &str, options: &Options) -> String {
    detected(text.as_bytes(), options).err().unwrap_or_else(|| panic!("{text:?} is taken"))
}

#[test]
fn spaces_and_single_quotes_are_no_part_of_a_path() {
    let spaced = "size, time, path\n1, 1234, /lustre/a\n2, 1234, /lustre/b\n";
    assert!(refusal_with(spaced, &mapped("path=path,size=size,mtime=time")).contains("sed"));
    assert!(refusal_with("7, \"/a\"\n8, \"/b\"\n", &mapped("size=1,path=2")).contains("a space follows"));
    assert!(refusal_with("'/a','1'\n'/b','2'\n", &mapped("path=1,size=2")).contains("single quotes"));
    assert!(refusal_with("'/a',7\n'/b',8\n", &mapped("path=1,size=2")).contains("single quotes"));
    assert!(refusal("'FullName','Length'\n'/a','1'\n").contains("single quotes"));
    assert_eq!(read("7,'a'\n", &mapped("size=1,path=2")), ["'a'"]);
    // Spaces before numbers do no harm; and a name may begin with one.
    assert_eq!(read("/a, 7, 8\n", &mapped("path=1,size=2,mtime=3")), ["/a"]);
    assert_eq!(read("7,5, a\n8,5,b\n", &mapped("size=1,mtime=2,path=3")), [" a", "b"]);
}

#[test]
fn a_number_in_the_first_record_is_no_column() {
    let map = mapped("path=1,size=2,atime=3");
    let said = refusal_with("/a,5,3\n/b,6,4\n", &map);
    assert!(said.contains("--no-header") && said.contains("--skip-lines 1"), "{said}");
    let headerless = Options { no_header: true, ..map.clone() };
    assert_eq!(read("/a,5,3\n/b,6,4\n", &headerless), ["/a", "/b"]);
    assert_eq!(read("1,2,3\n/b,6,4\n", &Options { skip_lines: 1, ..headerless.clone() }), ["/b"]);
    assert_eq!(read("/a,5,7\n/b,6,4\n", &map), ["/a", "/b"]);
    for (no_header, map) in [(true, None), (true, "path=a,size=1".parse().ok())] {
        let options = Options { no_header, map, ..Options::default() };
        assert!(options.check().unwrap_err().contains("--no-header"));
    }
    assert_ne!(headerless.fingerprint(1), map.fingerprint(1));
    assert_ne!(Options { skip_lines: 1, ..Options::default() }.fingerprint(1), 1);
}

#[test]
fn lines_above_the_header() {
    let map = mapped("path=p,size=s");
    for above in ["sep=;\n", "#TYPE System.IO.FileInfo\r\n", "# made by hand\n# on Monday\n"] {
        assert_eq!(read(&format!("{above}p;s\n/a;1\n"), &map), ["/a"], "{above}");
    }
    assert_eq!(read("#p,s\n/a,1\n", &mapped("path=#p,size=s")), ["/a"]);
    assert_eq!(read("# by hand\n#recycle/a,7\n/b,8\n", &mapped("path=1,size=2")), ["#recycle/a", "/b"]);
    assert_eq!(read("sep=|\nFullName|Length\n/a,b|1\n", &Options::default()), ["/a,b"]);
    let skipping = |skip_lines| Options { skip_lines, ..Options::default() };
    let report = "Report\nof Monday\nFullName,Length\n/a,1\n";
    assert_eq!(read(report, &skipping(2)), ["/a"]);
    assert!(refusal(report).contains("--skip-lines 2"));
    assert!(refusal_with(report, &mapped("path=FullName,size=Length")).contains("--skip-lines 2"));
    assert!(refusal_with(report, &skipping(9)).contains("--skip-lines 9"));
}

#[test]
fn what_is_no_text_is_named() {
    for (begin, what) in [
        (&b"PK\x03\x04\x14\0"[..], "zip"),
        (b"PAR1\x15\x04", "Parquet"),
        (b"\xFD7zXZ\0\0", "xz -dc"),
        (b"BZh91AY&SY", "bzip2 -dc"),
        (b"SQLite format 3\0", "SQLite"),
        (b"[ {\"path\": 1}]", "JSON"),
        (b"{\"path\": 1}\n", "JSON"),
        (b"[\n]\n", "JSON"),
        (b"[\n{\"path\": 1}\n]\n", "JSON"),
        (b"[{\"Path\":\"a\",\"Size\":1,\"IsDir\":false}]\n", "JSON"),
        (b"{\"fileSchema\": \"Bucket, Key, Size\"}\n", "manifest.json"),
    ] {
        let said = detected(begin, &Options::default()).err().unwrap();
        assert!(said.contains(what), "{said}");
    }
    assert!(refusal("BZh is a path\n").contains("no known kind"));
    let zeros = detected(&[0; 128 << 10], &Options::default()).err().unwrap();
    assert!(zeros.len() < 500, "{}", zeros.len());
}

#[test]
fn a_list_of_find_with_folders_after_their_files_is_refused() {
    let depth = "/t/a/x\t1\t1.0\t2.0\t3.0\n/t/a\t4096\t1.0\t2.0\t3.0\n/t/b\t1\t1.0\t2.0\t3.0\n";
    assert!(refusal(depth).contains("! -type d"));
}

#[test]
fn every_kind_is_listed() {
    let table = table();
    for kind in KINDS {
        assert!(table.contains(kind.name) && table.contains(kind.reads));
        assert_eq!(KINDS.iter().filter(|other| other.name == kind.name).count(), 1);
    }
}
