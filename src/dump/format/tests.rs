//! What each kind is told by. Exact rows of whole dumps: `fixtures/` and `tests/formats`.

use super::*;
use crate::dump::input::Records;
use proptest::prelude::*;

fn detected(text: &[u8], options: &Options) -> Result<Detected, String> {
    detect(&Head::new(text, true), options)
}

fn name_of(text: &str) -> Result<&'static str, String> {
    detected(text.as_bytes(), &Options::default()).map(|found| found.name)
}

fn refusal(text: &str) -> String {
    name_of(text).unwrap_err()
}

#[test]
fn headers_are_told_whatever_their_case_and_delimiter() {
    for (header, kind) in [
        ("dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix", "canonical"),
        ("\"DIR_PATH\";\"Name\";size_bytes;atime_unix;mtime_unix;ctime_unix", "canonical"),
        ("file_path\tfile_size\tlast_modified\tlast_accessed", "export"),
        ("Filename,Size,Date Modified,Date Created,Attributes\r\n", "efu"),
        ("Filename,Size\r\n\"C:\\a\",5\r\n", "efu"),
        ("Filename,Size,Date Modified\r\n\\\\nas\\a,5,\r\n", "efu"),
        ("FullName|Length", "powershell"),
        ("FullName,Length\rC:\\a,5\r", "powershell"),
        ("#TYPE System.IO.FileInfo\rFullName,Length\rC:\\a,5\r", "powershell"),
        ("/t/a\t5\t1700000000\t1700000001\t1700000002\n", "find-tsv"),
        ("5\t1700000000\t1700000001\t1700000002\t./a\0", "find0"),
        ("/t/a\t5\t2024-01-02+03:04:05.1\t2024-01-02+03:04:05.1\t2024-01-02+03:04:05.1\tf\n", "find-tsv"),
        ("#TYPE System.IO.FileInfo\r\n\"FullName\",\"Length\"\r\n", "powershell"),
        ("File Name,Size,Allocated,Modified,Attributes,Files,Folders\n", "wiztree"),
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
        ("1234 5 0 4096 2024-01-02 -- /gpfs/a\n", "GPFS", "pwalk"),
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

#[test]
fn every_kind_is_listed() {
    let table = table();
    for kind in KINDS {
        assert!(table.contains(kind.name) && table.contains(kind.reads));
        assert_eq!(KINDS.iter().filter(|other| other.name == kind.name).count(), 1);
    }
}

/// The headers of all kinds, to get past the sniffing.
const HEADERS: [&str; 8] = [
    "",
    "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,file_hash\n",
    "file_path,file_size,last_modified,last_accessed\n",
    "File Name,Size,Allocated,Modified,Attributes,Files,Folders,MFTRECNO,LASTACCESSDATE\n",
    "Filename,Size,Date Modified,Date Created,Attributes\n",
    "EntryNumber,SequenceNumber,InUse,ParentPath,FileName,FileSize,IsDirectory,IsAds,LastAccess0x10,LastModified0x10,\
     Created0x10\n",
    "FullName,Length,LastAccessTimeUtc,LastWriteTime,Attributes\n",
    "1\t1.0\t2.0\t3.0\t/a\0",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]
    /// Whatever stands in a dump, records become rows or rejects, and nothing else happens.
    #[test]
    fn no_record_is_too_strange(
        kind in 0..KINDS.len(),
        header in prop::sample::select(&HEADERS),
        parts in prop::collection::vec(
            prop_oneof![
                Just("\""), Just(","), Just("\n"), Just("\t"), Just("\0"), Just("True"), Just("False"), Just("/a/b"),
                Just(r"C:\a\"), Just("0040755"), Just("2024-01-02 03:04:05"), Just("99999999999999999999"),
                Just("-1"), Just("17"), Just("é"), Just("1.5")
            ],
            0..80,
        ),
    ) {
        let text = [header, &parts.concat()].concat();
        let options = Options {
            format: Some(KINDS[kind].name),
            map: "path=1,size=2,atime=3".parse().ok().filter(|_| KINDS[kind].name == "csv"),
            ..Options::default()
        };
        if let Ok(found) = detected(text.as_bytes(), &options) {
            let mut records = Records::of_bytes(&text.as_bytes()[found.header_bytes..], found.format.dialect());
            while let Some(record) = records.next_record() {
                if found.format.takes(record.fields) {
                    let _ = found.format.row(record.fields);
                }
            }
        }
    }
}
