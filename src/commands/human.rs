//! Numbers as people read them.

use indicatif::{HumanBytes, HumanCount};
use serde_json::Value;

/// A count, as in `1,234`.
pub(super) fn count(number: u64) -> String {
    HumanCount(number).to_string()
}

/// A size, as in `1.21 KiB`.
pub(super) fn bytes(number: impl Into<u128>) -> String {
    let number = number.into();
    if let Ok(number) = u64::try_from(number) {
        return HumanBytes(number).to_string();
    }
    // Sums alone are so large.
    let (unit, shift) = if number >> 70 == 0 { ("EiB", 60) } else { ("ZiB", 70) };
    format!("{:.2} {unit}", number as f64 / (1u128 << shift) as f64)
}

/// The same for programs: a number, or its digits where it needs more than 64 bits, since most of them would round it.
pub(super) fn json_bytes(number: u128) -> Value {
    u64::try_from(number).map_or_else(|_| number.to_string().into(), Value::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_more_than_64_bits() {
        for (number, text, json) in [
            (1_234, "1.21 KiB", Value::from(1_234)),
            (u128::from(u64::MAX), "16.00 EiB", u64::MAX.into()),
            (27_000_000_000_000_000_000, "23.42 EiB", "27000000000000000000".into()),
            (1 << 70, "1.00 ZiB", "1180591620717411303424".into()),
        ] {
            assert_eq!((bytes(number), json_bytes(number)), (text.to_owned(), json));
        }
    }
}
