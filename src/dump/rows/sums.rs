//! What the rows of a chunk add up to.

use super::digest::SeenRow;
use std::ops::{AddAssign, SubAssign};

/// What the files of one directory add up to. Sums of chunks add up to those of the whole, in any order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DirSums {
    /// How many they are.
    pub files: u64,
    /// Their sizes.
    pub bytes: u128,
    /// What they take on the disk, as far as it is known.
    pub allocated_bytes: u128,
    /// Their digests, modulo 2^128.
    pub digest: u128,
}

impl DirSums {
    /// What one row adds. A negative number of bytes, which no format gives, adds nothing.
    pub fn of(row: &SeenRow<'_>, digest: u128) -> DirSums {
        let bytes = |bytes: i64| bytes.max(0).cast_unsigned().into();
        let allocated_bytes = row.allocated_bytes.map_or(0, bytes);
        DirSums { files: 1, bytes: bytes(row.size_bytes), allocated_bytes, digest }
    }
}

impl AddAssign for DirSums {
    fn add_assign(&mut self, other: DirSums) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.allocated_bytes += other.allocated_bytes;
        self.digest = self.digest.wrapping_add(other.digest);
    }
}

impl SubAssign for DirSums {
    fn sub_assign(&mut self, other: DirSums) {
        self.files -= other.files;
        self.bytes -= other.bytes;
        self.allocated_bytes -= other.allocated_bytes;
        self.digest = self.digest.wrapping_sub(other.digest);
    }
}

/// Of which columns some row has a value. The bits are stored: they keep their places for good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Known(u32);

impl Known {
    /// `atime_unix`
    pub const ATIME: Known = Known(1 << 0);
    /// `mtime_unix`
    pub const MTIME: Known = Known(1 << 1);
    /// `ctime_unix`
    pub const CTIME: Known = Known(1 << 2);
    /// `allocated_bytes`
    pub const ALLOCATED: Known = Known(1 << 3);
    /// `frn`
    pub const FRN: Known = Known(1 << 4);
    /// `device`
    pub const DEVICE: Known = Known(1 << 5);
    /// `nlink`
    pub const NLINK: Known = Known(1 << 6);
    /// `owner_id`
    pub const OWNER: Known = Known(1 << 7);
    /// `group_id`
    pub const GROUP: Known = Known(1 << 8);
    /// `file_hash`
    pub const HASH: Known = Known(1 << 9);

    /// What one row has a value of.
    pub fn of(row: &SeenRow<'_>) -> Known {
        let bits = [
            (Known::ATIME, row.atime_unix.is_some()),
            (Known::MTIME, row.mtime_unix.is_some()),
            (Known::CTIME, row.ctime_unix.is_some()),
            (Known::ALLOCATED, row.allocated_bytes.is_some()),
            (Known::FRN, row.frn.is_some()),
            (Known::DEVICE, row.device.is_some()),
            (Known::NLINK, row.nlink.is_some()),
            (Known::OWNER, row.owner.is_some()),
            (Known::GROUP, row.group.is_some()),
            (Known::HASH, row.file_hash.is_some()),
        ];
        Known(bits.iter().fold(0, |known, (bit, is_some)| known | if *is_some { bit.0 } else { 0 }))
    }

    /// What a scan that knows these columns sees of a row: nothing of the others, whatever is stored there.
    pub fn seen_of(self, row: SeenRow<'_>) -> SeenRow<'_> {
        SeenRow {
            atime_unix: row.atime_unix.filter(|_| self.contains(Known::ATIME)),
            mtime_unix: row.mtime_unix.filter(|_| self.contains(Known::MTIME)),
            ctime_unix: row.ctime_unix.filter(|_| self.contains(Known::CTIME)),
            allocated_bytes: row.allocated_bytes.filter(|_| self.contains(Known::ALLOCATED)),
            frn: row.frn.filter(|_| self.contains(Known::FRN)),
            device: row.device.filter(|_| self.contains(Known::DEVICE)),
            nlink: row.nlink.filter(|_| self.contains(Known::NLINK)),
            owner: row.owner.filter(|_| self.contains(Known::OWNER)),
            group: row.group.filter(|_| self.contains(Known::GROUP)),
            file_hash: row.file_hash.filter(|_| self.contains(Known::HASH)),
            ..row
        }
    }

    /// The set as it is stored.
    pub fn bits(self) -> u32 {
        self.0
    }

    /// A set as it is stored.
    pub fn from_bits(bits: u32) -> Known {
        Known(bits)
    }

    /// Whether all of `columns` are in it.
    pub fn contains(self, columns: Known) -> bool {
        self.0 & columns.0 == columns.0
    }
}

impl std::ops::BitOr for Known {
    type Output = Known;

    fn bitor(self, other: Known) -> Known {
        Known(self.0 | other.0)
    }
}

impl std::ops::BitOrAssign for Known {
    fn bitor_assign(&mut self, other: Known) {
        self.0 |= other.0;
    }
}
