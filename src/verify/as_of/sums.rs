//! Sums that may be added and taken back.

use crate::dump::rows::DirSums;
use std::ops::{AddAssign, Neg, Sub};

/// What files add up to, or how two such sums differ.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) files: i64,
    pub(super) bytes: i128,
    pub(super) allocated_bytes: i128,
    /// Modulo 2^128.
    pub(super) digest: u128,
}

impl Sums {
    pub(super) fn is_zero(&self) -> bool {
        *self == Sums::default()
    }
}

impl From<DirSums> for Sums {
    fn from(sums: DirSums) -> Sums {
        Sums {
            files: sums.files.cast_signed(),
            bytes: sums.bytes.cast_signed(),
            allocated_bytes: sums.allocated_bytes.cast_signed(),
            digest: sums.digest,
        }
    }
}

/// Wrapping: what stands in damaged tables may be any number.
impl AddAssign for Sums {
    fn add_assign(&mut self, other: Sums) {
        self.files = self.files.wrapping_add(other.files);
        self.bytes = self.bytes.wrapping_add(other.bytes);
        self.allocated_bytes = self.allocated_bytes.wrapping_add(other.allocated_bytes);
        self.digest = self.digest.wrapping_add(other.digest);
    }
}

impl Neg for Sums {
    type Output = Sums;

    fn neg(self) -> Sums {
        Sums {
            files: self.files.wrapping_neg(),
            bytes: self.bytes.wrapping_neg(),
            allocated_bytes: self.allocated_bytes.wrapping_neg(),
            digest: self.digest.wrapping_neg(),
        }
    }
}

impl Sub for Sums {
    type Output = Sums;

    fn sub(mut self, other: Sums) -> Sums {
        self += -other;
        self
    }
}
