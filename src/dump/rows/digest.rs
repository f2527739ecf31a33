//! What a scan sees of a file, and its digest.
//!
//! Digests are stored and compared with those of later scans: this definition is fixed for good. Whoever sends other
//! columns hashes these all the same. XXH3 shows faults of disks
//! and programs, and careless edits. It protects against nobody who wants to deceive, since anyone can make two rows of one
//! digest.

use super::copy::{CopyRows, Int4Slot, Slot};

/// What a scan sees of one file: a row without ids, which another database would give otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenRow<'r> {
    /// XXH3-128 of the stored path of its folder.
    pub dir_digest: u128,
    /// `file.name`
    pub name: &'r str,
    /// `file.name_raw`
    pub name_raw: Option<&'r [u8]>,
    /// `file.size_bytes`
    pub size_bytes: i64,
    /// `file.atime_unix`
    pub atime_unix: Option<i64>,
    /// `file.mtime_unix`
    pub mtime_unix: Option<i64>,
    /// `file.ctime_unix`
    pub ctime_unix: Option<i64>,
    /// `file.allocated_bytes`
    pub allocated_bytes: Option<i64>,
    /// `file.frn`
    pub frn: Option<i64>,
    /// `file.device`
    pub device: Option<i64>,
    /// `file.nlink`
    pub nlink: Option<i32>,
    /// The stored text of `file.owner_id`.
    pub owner: Option<&'r str>,
    /// The stored text of `file.group_id`.
    pub group: Option<&'r str>,
    /// `file.file_extension`
    pub file_extension: Option<&'r str>,
    /// `file.file_hash`
    pub file_hash: Option<&'r str>,
}

/// Columns of `sql/scan/session/copy_rows.sql`.
const COLUMNS: u16 = 15;

/// A row as it is sent, and what is open in it.
pub(super) struct Written {
    pub(super) dir_id: Slot,
    /// Of owner and group.
    pub(super) principals: [Option<Int4Slot>; 2],
    pub(super) digest: u128,
}

impl SeenRow<'_> {
    /// XXH3-128 of the fields in their unambiguous form in COPY (a length before each, -1 for NULL), from `size_bytes` on, in
    /// the order of `SeenRow::write`, `owner_id` and `group_id` 0 or NULL; then the digest of the folder, the lengths of
    /// the texts of owner and group, and those texts. All numbers are big-endian.
    pub fn digest(&self) -> u128 {
        self.digest_into(&mut Vec::new())
    }

    /// The same, with a buffer that many rows use.
    pub fn digest_into(&self, buffer: &mut Vec<u8>) -> u128 {
        buffer.clear();
        let mut rows = CopyRows::in_buffer(std::mem::take(buffer));
        let digest = self.write(&mut rows).digest;
        *buffer = rows.into_buffer();
        digest
    }

    /// Adds the row. The digest is that of the bytes that are sent, so that millions of rows are written only once.
    #[inline]
    pub(super) fn write(&self, rows: &mut CopyRows) -> Written {
        rows.row(COLUMNS);
        let dir_id = rows.int8_slot();
        let seen = rows.mark();
        rows.int8s_or_null([
            Some(self.size_bytes),
            self.atime_unix,
            self.mtime_unix,
            self.ctime_unix,
            self.allocated_bytes,
            self.frn,
            self.device,
        ]);
        rows.int4_or_null(self.nlink);
        let principals = [self.owner, self.group].map(|principal| {
            if principal.is_none() {
                rows.null();
            }
            principal.map(|_| rows.int4_slot())
        });
        rows.bytes(self.name.as_bytes());
        rows.bytes_or_null(self.name_raw);
        rows.bytes_or_null(self.file_extension.map(str::as_bytes));
        rows.bytes_or_null(self.file_hash.map(str::as_bytes));
        let digest = rows.digest_with(seen, |tail| {
            let [owner, group] = [self.owner, self.group].map(Option::unwrap_or_default);
            let mut head = [0; 24];
            head[..16].copy_from_slice(&self.dir_digest.to_be_bytes());
            // Records are bounded by the cutter: 32 bits hold their lengths.
            head[16..20].copy_from_slice(&(owner.len() as u32).to_be_bytes());
            head[20..].copy_from_slice(&(group.len() as u32).to_be_bytes());
            tail.extend_from_slice(&head);
            tail.extend_from_slice(owner.as_bytes());
            tail.extend_from_slice(group.as_bytes());
        });
        Written { dir_id, principals, digest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: SeenRow<'_> = SeenRow {
        dir_digest: 7,
        name: "a.txt",
        name_raw: None,
        size_bytes: 5,
        atime_unix: None,
        mtime_unix: None,
        ctime_unix: None,
        allocated_bytes: None,
        frn: None,
        device: None,
        nlink: None,
        owner: None,
        group: None,
        file_extension: None,
        file_hash: None,
    };

    #[test]
    fn every_field_has_a_place_of_its_own() {
        let (number, text) = (Some(0), Some(""));
        let rows = [
            ROW,
            SeenRow { dir_digest: 8, ..ROW },
            SeenRow { name: "a.txu", ..ROW },
            SeenRow { name_raw: Some(b""), ..ROW },
            SeenRow { size_bytes: 6, ..ROW },
            SeenRow { atime_unix: number, ..ROW },
            SeenRow { mtime_unix: number, ..ROW },
            SeenRow { ctime_unix: number, ..ROW },
            SeenRow { allocated_bytes: number, ..ROW },
            SeenRow { frn: number, ..ROW },
            SeenRow { device: number, ..ROW },
            SeenRow { nlink: Some(0), ..ROW },
            SeenRow { owner: text, ..ROW },
            SeenRow { group: text, ..ROW },
            SeenRow { file_extension: text, ..ROW },
            SeenRow { file_hash: text, ..ROW },
            SeenRow { owner: Some("ab"), ..ROW },
            SeenRow { owner: Some("a"), group: Some("b"), ..ROW },
            SeenRow { group: Some("ab"), ..ROW },
        ];
        let mut buffer = b"of another row".to_vec();
        let mut digests: Vec<u128> = rows.iter().map(|row| row.digest_into(&mut buffer)).collect();
        assert_eq!(digests, rows.map(|row| row.digest()));
        digests.sort_unstable();
        digests.dedup();
        assert_eq!(digests.len(), rows.len());
    }

    #[test]
    fn the_form_is_the_one_that_is_described() {
        let row =
            SeenRow { atime_unix: Some(-1), nlink: Some(2), owner: Some("ann"), group: Some("g"), ..ROW };
        let null = [0xFF; 4];
        let mut bytes = Vec::new();
        bytes.extend_from_slice(b"\0\0\0\x08\0\0\0\0\0\0\0\x05\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xff");
        // Two times, allocation, frn, device.
        bytes.extend(null.repeat(5));
        bytes.extend_from_slice(b"\0\0\0\x04\0\0\0\x02\0\0\0\x04\0\0\0\0\0\0\0\x04\0\0\0\0\0\0\0\x05a.txt");
        bytes.extend(null.repeat(3));
        bytes.extend_from_slice(b"\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x07\0\0\0\x03\0\0\0\x01anng");
        assert_eq!(row.digest(), xxhash_rust::xxh3::xxh3_128(&bytes));
    }

    /// Digests are stored: a change of these values makes all that is stored worthless.
    #[test]
    fn the_definition_is_fixed() {
        let full = SeenRow {
            name_raw: Some(b"a\xE9.txt"),
            atime_unix: Some(-1),
            mtime_unix: Some(2),
            ctime_unix: Some(3),
            allocated_bytes: Some(4096),
            frn: Some(11),
            device: Some(12),
            nlink: Some(2),
            owner: Some("uid:1000"),
            group: Some("gid:100"),
            file_extension: Some("txt"),
            file_hash: Some("abc"),
            ..ROW
        };
        let digests = [ROW.digest(), full.digest()].map(|digest| format!("{digest:032x}"));
        assert_eq!(digests, ["62963b3dc1a67e9e0bb9057ec6ce3a0f", "ee8a74bac0cadc1a5b64f6710fdd2c18"]);
    }
}
