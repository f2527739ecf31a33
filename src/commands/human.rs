//! Numbers as people read them.

use indicatif::{HumanBytes, HumanCount};

/// A count, as in `1,234`.
pub(super) fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A size, as in `1.21 KiB`.
pub(super) fn bytes(number: u64) -> String {
    HumanBytes(number).to_string()
}
