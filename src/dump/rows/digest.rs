//! What a scan sees of a file, and its digest.
//!
//! Digests are stored and compared with those of later scans: this definition is fixed for good. XXH3 shows faults of disks
//! and programs, and careless edits. It protects against nobody who wants to deceive, since anyone can make two rows of one
//! digest.

use xxhash_rust::xxh3::xxh3_128;

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

/// The digest of the folder and the size.
const REQUIRED: usize = 16 + 8;

/// Whether there is a number, and the number.
const NUMBER: usize = 1 + 8;

/// All that has a width of its own.
const FIXED: usize = REQUIRED + 7 * NUMBER;

impl SeenRow<'_> {
    /// XXH3-128 of all fields in an unambiguous form: numbers little-endian, before each that may be NULL a byte that says
    /// whether it is (then it is 0), before each text its length.
    pub fn digest(&self) -> u128 {
        self.digest_into(&mut Vec::new())
    }

    /// The same, with a buffer that many rows use.
    pub fn digest_into(&self, buffer: &mut Vec<u8>) -> u128 {
        let mut fixed = [0; FIXED];
        fixed[..16].copy_from_slice(&self.dir_digest.to_le_bytes());
        fixed[16..REQUIRED].copy_from_slice(&self.size_bytes.to_le_bytes());
        let numbers = [
            self.atime_unix,
            self.mtime_unix,
            self.ctime_unix,
            self.allocated_bytes,
            self.frn,
            self.device,
            self.nlink.map(i64::from),
        ];
        for (field, number) in fixed[REQUIRED..].chunks_exact_mut(NUMBER).zip(numbers) {
            field[0] = u8::from(number.is_some());
            field[1..].copy_from_slice(&number.unwrap_or_default().to_le_bytes());
        }
        buffer.clear();
        buffer.extend_from_slice(&fixed);
        push(buffer, Some(self.name.as_bytes()));
        push(buffer, self.name_raw);
        for text in [self.owner, self.group, self.file_extension, self.file_hash] {
            push(buffer, text.map(str::as_bytes));
        }
        xxh3_128(buffer)
    }
}

/// Records are bounded by the cutter, and 32 bits hold their lengths.
fn push(buffer: &mut Vec<u8>, text: Option<&[u8]>) {
    let Some(text) = text else { return buffer.push(0) };
    let mut head = [1; 5];
    head[1..].copy_from_slice(&(text.len() as u32).to_le_bytes());
    buffer.extend_from_slice(&head);
    buffer.extend_from_slice(text);
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
        assert_eq!(digests, ["3ce5e31bc4e1f85dafd063d56e847d40", "63f18e23d3e3539a03f2aa1e735647e4"]);
    }
}
