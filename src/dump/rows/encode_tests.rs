//! Places of directories and principals, and sums, as rows come and are taken back.

use super::*;
use crate::dump::format::{Format, Head, Options, Principal, Reject, Row, RowPath, detect};
use crate::dump::input::{ChunkReader, Fields};
use crate::dump::path::{PathRules, SourceType, dir_digest};
use std::ops::RangeInclusive;

/// `path,size,owner`: what it knows beside them is the same of every file.
struct Owned;

impl Format for Owned {
    fn field_count(&self) -> RangeInclusive<usize> {
        3..=3
    }

    fn tells_folders(&self) -> bool {
        false
    }

    fn path<'r>(&self, fields: Fields<'r>) -> RowPath<'r> {
        RowPath::Full(fields.get(0))
    }

    fn row<'r>(&self, fields: Fields<'r>) -> Result<Option<Row<'r>>, Reject> {
        let size_bytes = std::str::from_utf8(fields.get(1)).unwrap().parse().unwrap();
        Ok(Some(Row {
            allocated_bytes: Some(4096),
            nlink: Some(2),
            device: Some(-1),
            owner: Some(Principal::Named(fields.get(2))),
            group: Some(Principal::Group(100)),
            ..Row::new(self.path(fields), size_bytes)
        }))
    }
}

fn encoded(csv: &str) -> Encoded {
    let mut reader = ChunkReader::new(csv.as_bytes(), 1 << 20);
    reader.begin(Owned.dialect(), 0);
    let rules = PathRules::new(SourceType::Posix, None).unwrap();
    encode(&reader.next_chunk().unwrap().unwrap(), &Owned, &rules)
}

fn digest(dir: &str, name: &str, size_bytes: i64, owner: Option<&str>) -> u128 {
    SeenRow {
        dir_digest: dir_digest(dir),
        name,
        name_raw: None,
        size_bytes,
        atime_unix: None,
        mtime_unix: None,
        ctime_unix: None,
        allocated_bytes: Some(4096),
        frn: None,
        device: Some(-1),
        nlink: Some(2),
        owner,
        group: Some("gid:100"),
        file_extension: None,
        file_hash: None,
    }
    .digest()
}

const CSV: &str = "/a/x,1,ann\n/b/y,2,gid:100\n/a/z,4,\n/b/u,8,ann\n";

#[test]
fn directories_and_principals_are_filled_into_their_rows() {
    let mut encoded = encoded(CSV);
    assert_eq!(encoded.principals, ["ann", "gid:100"]);
    let owners: Vec<_> = stored_rows(&encoded, 9).into_iter().map(|row| (row.owner, row.group)).collect();
    let group = Some("gid:100".to_string());
    let owner = |name: &str| Some(name.to_string());
    assert_eq!(owners, [owner("ann"), group.clone(), None, owner("ann")].map(|name| (name, group.clone())));
    encoded.fill(&[70, 80], &[7, 8]);
    let ids: Vec<_> = encoded
        .rows
        .fields()
        .map(|row| {
            let id = |column: usize| row[column].map(|bytes| bytes[bytes.len() - 1]);
            assert_eq!(row.len(), 15);
            (id(0), id(9), id(10))
        })
        .collect();
    let (dirs, ids_of_owners) = ([70, 80, 70, 80], [Some(7), Some(8), None, Some(7)]);
    let expected: Vec<_> =
        dirs.iter().zip(ids_of_owners).map(|(dir, owner)| (Some(*dir), owner, Some(8))).collect();
    assert_eq!(ids, expected);
}

#[test]
fn rows_add_up_by_directory_in_any_order() {
    let whole = encoded(CSV);
    let sum = |rows: &[u128]| rows.iter().fold(0, |sum: u128, digest| sum.wrapping_add(*digest));
    let (ann, group) = (Some("ann"), Some("gid:100"));
    let a = sum(&[digest("/a", "x", 1, ann), digest("/a", "z", 4, None)]);
    let b = sum(&[digest("/b", "u", 8, ann), digest("/b", "y", 2, group)]);
    assert_eq!(
        whole.dir_sums,
        [
            DirSums { files: 2, bytes: 5, allocated_bytes: 8192, digest: a },
            DirSums { files: 2, bytes: 10, allocated_bytes: 8192, digest: b },
        ]
    );
    assert_eq!(whole.known, Known::ALLOCATED | Known::DEVICE | Known::NLINK | Known::OWNER | Known::GROUP);
    assert_eq!(whole.known.bits(), 0b01_1110_1000);
    let (head, tail) = CSV.split_at(CSV.match_indices('\n').nth(1).unwrap().0 + 1);
    let parts = [encoded(tail), encoded(head)];
    for (place, dir) in whole.dirs.iter().enumerate() {
        let mut sums = DirSums::default();
        for part in &parts {
            let place = part.dirs.iter().position(|found| found == dir).unwrap();
            sums += part.dir_sums[place];
        }
        assert_eq!(sums, whole.dir_sums[place]);
    }
}

#[test]
fn a_row_that_is_taken_back_leaves_no_trace_in_the_sums() {
    let with_folder = encoded("/t/a,1,ann\n/t/b,2,bob\n/t/b/c,4,ann\n");
    assert_eq!((with_folder.loaded, with_folder.rejects.count()), (2, 1));
    let without = encoded("/t/a,1,ann\n/t/b/c,4,ann\n");
    assert_eq!(with_folder.dir_sums, without.dir_sums);
    assert_eq!(with_folder.principal_slots.len(), 4);
    let owners = stored_rows(&with_folder, 9).into_iter().map(|row| row.owner);
    assert_eq!(owners.collect::<Vec<_>>(), [Some("ann".to_string()), Some("ann".to_string())]);
    let all = encoded("/t/b,2,bob\n/t/b/c,4,ann\n");
    assert_eq!(all.dir_sums[0], DirSums::default());
}

#[test]
fn a_row_may_be_taken_back_after_a_record_that_was_rejected() {
    let found = encoded("/t/a,1,ann\n/t/b,2,bob\nbad\n/t/b/c,4,ann\nworse\n");
    let lines: Vec<u64> = found.rejects.kept().iter().map(|reject| reject.line).collect();
    assert_eq!((found.loaded, lines), (2, vec![3, 2, 5]));
    let names: Vec<String> = stored_rows(&found, 9).into_iter().map(|row| row.name).collect();
    assert_eq!(names, ["a", "c"]);
}

#[test]
fn a_path_of_unix_is_no_file_of_windows() {
    let rejects = |header: &str, record: &str, options: &Options| {
        let text = format!("{header}\n{record}\n");
        let found =
            detect(&Head::new(text.as_bytes(), true), options).unwrap_or_else(|said| panic!("{said}"));
        let mut reader = ChunkReader::new(text.as_bytes(), 1 << 20);
        reader.head().unwrap();
        reader.begin(found.format.dialect(), found.header_bytes);
        let rules = PathRules::new(SourceType::Ntfs, None).unwrap();
        let encoded = encode(&reader.next_chunk().unwrap().unwrap(), found.format.as_ref(), &rules);
        encoded.rejects.kept().first().map(|reject| reject.reject.to_string())
    };
    let csv = Options { map: "path=path,size=size".parse().ok(), ..Options::default() };
    assert!(rejects("path,size", "/d/file,1", &csv).unwrap().contains("one of Unix"));
    assert_eq!(rejects("path,size", "C:/d/file,1", &csv), None);
    // What tierload has stored, it writes with that separator.
    let canonical = "dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix";
    assert_eq!(rejects(canonical, "/d,file,1,2,3,4", &Options::default()), None);
}
