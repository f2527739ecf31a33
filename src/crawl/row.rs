//! One CSV row for each file, RFC 4180, from and to raw bytes: a name is kept whatever its bytes are.

use crate::dump::mark::Mark;

/// The header line, LF included.
pub(super) const HEADER: &[u8] =
    b"dir_path,name,size_bytes,atime_unix,mtime_unix,ctime_unix,frn,allocated_bytes,device,nlink,owner,group,mark\n";

/// What a row says about a file beside where it is.
///
/// Times are whole seconds since 1970, rounded down: a file written half a second before 1970 has -1. That is how
/// POSIX counts (`tv_nsec` is never negative), so `tv_sec` is the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Facts {
    /// Length in bytes; of a symbolic link the length of its target's name.
    pub(super) size_bytes: u64,
    /// Last access.
    pub(super) atime_unix: i64,
    /// Last change of the content.
    pub(super) mtime_unix: i64,
    /// Last change of the inode: POSIX has no creation time in this place.
    pub(super) ctime_unix: i64,
    /// Inode number.
    pub(super) frn: u64,
    /// What it takes on the disk.
    pub(super) allocated_bytes: u64,
    /// Number of the file system, `st_dev`.
    pub(super) device: u64,
    /// How many names it has.
    pub(super) nlink: u64,
    /// Number of its user.
    pub(super) uid: u32,
    /// Number of its group.
    pub(super) gid: u32,
}

/// Appends `field` to `row`, in quotes where a reader would otherwise take it apart.
pub(crate) fn push_field(row: &mut Vec<u8>, field: &[u8]) {
    if !field.iter().any(|byte| matches!(byte, b',' | b'"' | b'\n' | b'\r')) {
        row.extend_from_slice(field);
        return;
    }
    row.push(b'"');
    for (i, part) in field.split(|&byte| byte == b'"').enumerate() {
        if i > 0 {
            row.extend_from_slice(b"\"\"");
        }
        row.extend_from_slice(part);
    }
    row.push(b'"');
}

/// Appends a row. `dir_field` is the folder as [`push_field`] wrote it: the same for all its files, so encoded once.
pub(super) fn push_row(rows: &mut Vec<u8>, dir_field: &[u8], name: &[u8], facts: &Facts) {
    let mut digits = itoa::Buffer::new();
    rows.extend_from_slice(dir_field);
    rows.push(b',');
    push_field(rows, name);
    rows.push(b',');
    rows.extend_from_slice(digits.format(facts.size_bytes).as_bytes());
    for time in [facts.atime_unix, facts.mtime_unix, facts.ctime_unix] {
        rows.push(b',');
        rows.extend_from_slice(digits.format(time).as_bytes());
    }
    for number in [facts.frn, facts.allocated_bytes, facts.device, facts.nlink] {
        rows.push(b',');
        rows.extend_from_slice(digits.format(number).as_bytes());
    }
    for (kind, id) in [(b",uid:", facts.uid), (b",gid:", facts.gid)] {
        rows.extend_from_slice(kind);
        rows.extend_from_slice(digits.format(id).as_bytes());
    }
    rows.extend_from_slice(b",\n");
}

/// Columns between the name and the mark.
const BETWEEN: usize = 10;

/// Appends the record of a mark that is about a folder, or about a file in it.
pub(super) fn push_mark(rows: &mut Vec<u8>, dir: &[u8], name: &[u8], mark: Mark) {
    push_field(rows, dir);
    rows.push(b',');
    push_field(rows, name);
    rows.extend_from_slice(&[b','; BETWEEN + 1]);
    push_field(rows, mark.to_string().as_bytes());
    rows.push(b'\n');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FACTS: Facts = Facts {
        size_bytes: u64::MAX,
        atime_unix: i64::MIN,
        mtime_unix: -1,
        ctime_unix: i64::MAX,
        frn: u64::MAX,
        allocated_bytes: u64::MAX,
        device: u64::MAX,
        nlink: u64::MAX,
        uid: u32::MAX,
        gid: u32::MAX,
    };

    fn row(dir: &[u8], name: &[u8], facts: &Facts) -> Vec<u8> {
        let (mut dir_field, mut rows) = (Vec::new(), Vec::new());
        push_field(&mut dir_field, dir);
        push_row(&mut rows, &dir_field, name, facts);
        rows
    }

    fn read_back(csv: &[u8]) -> Vec<csv::ByteRecord> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv);
        reader.byte_records().map(|record| record.unwrap()).collect()
    }

    #[test]
    fn plain_names_are_not_quoted() {
        let facts = Facts {
            size_bytes: 0,
            atime_unix: 1,
            mtime_unix: 2,
            ctime_unix: 3,
            frn: 4,
            allocated_bytes: 5,
            device: 6,
            nlink: 7,
            uid: 8,
            gid: 9,
        };
        assert_eq!(row(b"/a b", b" c.txt ", &facts), b"/a b, c.txt ,0,1,2,3,4,5,6,7,uid:8,gid:9,\n");
    }

    #[test]
    fn commas_quotes_and_line_ends_are_quoted() {
        let text = row(b"/a,b", b"\"c\"\r\nd", &FACTS);
        assert!(text.starts_with(b"\"/a,b\",\"\"\"c\"\"\r\nd\","));
    }

    #[test]
    fn the_widest_numbers_fit() {
        let text = String::from_utf8(row(b"/", b"x", &FACTS)).unwrap();
        let (max, min, all, id) = (i64::MAX, i64::MIN, u64::MAX, u32::MAX);
        assert_eq!(text, format!("/,x,{all},{min},-1,{max},{all},{all},{all},{all},uid:{id},gid:{id},\n"));
    }

    fn any_name() -> impl Strategy<Value = Vec<u8>> {
        let nasty = prop::sample::select(b",\"\n\r \\'\xff\xc3\t".to_vec());
        prop::collection::vec(prop_oneof![nasty, 1..=255u8], 1..40)
    }

    proptest! {
        #[test]
        fn any_bytes_come_back_from_a_csv_reader(names in prop::collection::vec((any_name(), any_name()), 1..20)) {
            let csv: Vec<u8> = names.iter().flat_map(|(dir, name)| row(dir, name, &FACTS)).collect();
            let records = read_back(&csv);
            prop_assert_eq!(records.len(), names.len());
            for (record, (dir, name)) in records.iter().zip(&names) {
                prop_assert_eq!(record.len(), 13);
                prop_assert_eq!(&record[0], &dir[..]);
                prop_assert_eq!(&record[1], &name[..]);
            }
        }
    }
}
