//! Numbers as dumps write them: sizes, unix times, FILETIMEs, inodes.

use super::reject::Reject;

/// Digits with an optional sign; `None` for anything else, overflow included.
pub(super) fn integer(field: &[u8]) -> Option<i64> {
    let (number, rest) = leading_integer(field)?;
    rest.is_empty().then_some(number)
}

/// The digits that a field begins with, with an optional sign, and what follows them; `None` where there are none, or where
/// they overflow.
fn leading_integer(field: &[u8]) -> Option<(i64, &[u8])> {
    let (negative, digits) = match field {
        [b'-', digits @ ..] => (true, digits),
        [b'+', digits @ ..] => (false, digits),
        digits => (false, digits),
    };
    /// So many cannot overflow, and nearly all numbers have fewer.
    const SAFE: usize = 18;
    // Counted downwards, because -2^63 has no positive twin.
    let (mut value, mut end) = (0i64, 0);
    if let Some(number) = digits.first_chunk().and_then(eight_digits) {
        (value, end) = (-number, 8);
    }
    for byte in &digits[end..] {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        value = value.wrapping_mul(10).wrapping_sub(i64::from(digit));
        end += 1;
    }
    if end > SAFE {
        let digit = |byte: &u8| i64::from(byte - b'0');
        value = digits[..end]
            .iter()
            .try_fold(0i64, |value, byte| value.checked_mul(10)?.checked_sub(digit(byte)))?;
    }
    if end == 0 {
        return None;
    }
    Some((if negative { value } else { value.checked_neg()? }, &digits[end..]))
}

/// Eight digits at once: most of a record's numbers are times, and most of the time goes into those.
#[inline]
fn eight_digits(digits: &[u8; 8]) -> Option<i64> {
    const fn each(byte: u8) -> u64 {
        u64::from_ne_bytes([byte; 8])
    }
    let bytes = u64::from_le_bytes(*digits);
    let high = |bytes: u64| bytes & each(0xF0);
    // `0` to `9` are 0x30 to 0x39, and the only ones that stay below 0x40 also when 6 is added. No byte overflows into the
    // next: those above 0xF9 do not begin with 3.
    if high(bytes) != each(0x30) || high(bytes + each(6)) != each(0x30) {
        return None;
    }
    // Neighbours are added as tens and ones, then as hundreds and ones, then as ten thousands and ones.
    let pairs = (bytes & each(0x0F)).wrapping_mul(10 * 0x100 + 1) >> 8 & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100 * 0x1_0000 + 1) >> 16 & 0x0000_FFFF_0000_FFFF;
    Some((fours.wrapping_mul(10_000 * 0x1_0000_0000 + 1) >> 32).cast_signed())
}

pub(super) fn not_a(what: &str, column: &str, field: &[u8]) -> Reject {
    Reject::of_value(format!("{column} is not {what}")).showing(field)
}

/// A size in bytes, 0 to 2^63-1, maybe with a fraction of nothing, as in `5.0`. Required.
pub(super) fn size(column: &str, field: &[u8]) -> Result<i64, Reject> {
    let digits = field.trim_ascii();
    let without_fraction = || {
        let (whole, fraction) = digits.split_at(memchr::memchr(b'.', digits)?);
        (fraction.len() > 1 && fraction[1..].iter().all(|&digit| digit == b'0')).then(|| integer(whole))?
    };
    integer(digits)
        .or_else(without_fraction)
        .filter(|&size| size >= 0)
        .ok_or_else(|| not_a("a size in bytes", column, field))
}

/// What programs write where they do not know a time.
pub(super) fn is_unknown_time(field: &[u8]) -> bool {
    matches!(field, b"" | b"0" | b"-" | br"\N") || field.eq_ignore_ascii_case(b"null")
}

/// A number without its fraction, rounded down.
pub(super) fn whole(field: &[u8]) -> Option<i64> {
    let (number, rest) = leading_integer(field)?;
    let Some((dot, fraction)) = rest.split_first() else { return Some(number) };
    if *dot != b'.' || !fraction.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let below = field[0] == b'-' && fraction.iter().any(|&digit| digit != b'0');
    Some(number.saturating_sub(i64::from(below)))
}

/// Seconds since 1970, negative before, a fraction dropped (towards the past). Empty and 0 mean unknown.
pub(super) fn unix_time(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    let field = field.trim_ascii();
    if is_unknown_time(field) {
        return Ok(None);
    }
    let seconds = whole(field).ok_or_else(|| not_a("a unix time", column, field))?;
    Ok(Some(seconds).filter(|&seconds| seconds != 0))
}

/// Windows FILETIME: units of 100 ns since 1601. Empty, 0 and all ones mean unknown.
pub(super) fn filetime(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    /// From 1601 to 1970, in seconds.
    const TO_1970: i64 = 11_644_473_600;
    let field = field.trim_ascii();
    if is_unknown_time(field) || field == b"18446744073709551615" {
        return Ok(None);
    }
    match integer(field) {
        Some(time) if time >= 0 => Ok(Some(time / 10_000_000 - TO_1970).filter(|&seconds| seconds != 0)),
        _ => Err(not_a("a FILETIME", column, field)),
    }
}

/// `True` or `False`, in any case.
pub(super) fn boolean(column: &str, field: &[u8]) -> Result<bool, Reject> {
    if field.eq_ignore_ascii_case(b"false") {
        Ok(false)
    } else if field.eq_ignore_ascii_case(b"true") {
        Ok(true)
    } else {
        Err(not_a("True or False", column, field))
    }
}

/// What Windows file attributes are written with, one letter each; `D` is a folder.
const ATTRIBUTE_LETTERS: &[u8] = b"ACDEHILMNOPRSTUVX";

/// The bits of Windows file attributes, decimal or with `0x`.
pub(super) fn attributes(field: &[u8]) -> Option<i64> {
    let hex = field.strip_prefix(b"0x").or_else(|| field.strip_prefix(b"0X"));
    match hex {
        Some(hex) => i64::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok(),
        None => integer(field),
    }
}

/// Whether Windows file attributes, in bits or letters, are those of a folder.
pub(super) fn is_folder(column: &str, field: &[u8]) -> Result<bool, Reject> {
    const FILE_ATTRIBUTE_DIRECTORY: i64 = 0x10;
    let is_letter = |byte: &u8| ATTRIBUTE_LETTERS.contains(&byte.to_ascii_uppercase());
    match attributes(field) {
        Some(bits) => Ok(bits & FILE_ATTRIBUTE_DIRECTORY != 0),
        None if !field.is_empty() && field.iter().all(is_letter) => {
            Ok(field.iter().any(|byte| byte.eq_ignore_ascii_case(&b'D')))
        }
        None => Err(not_a("file attributes", column, field)),
    }
}

/// A file reference number or inode, 0 to 2^64-1. Empty means unknown.
pub(super) fn frn(column: &str, field: &[u8]) -> Result<Option<i64>, Reject> {
    let field = field.trim_ascii();
    if field.is_empty() {
        return Ok(None);
    }
    unsigned(field).map(Some).ok_or_else(|| not_a("a file reference number", column, field))
}

/// A number to 2^64-1; beyond 2^63 as the negative number of the same bits.
pub(super) fn unsigned(field: &[u8]) -> Option<i64> {
    let large = || std::str::from_utf8(field).ok()?.parse::<u64>().ok().map(u64::cast_signed);
    integer(field).or_else(large)
}

/// The field unless it is empty.
pub(super) fn text_or_none(field: &[u8]) -> Option<&[u8]> {
    Some(field).filter(|field| !field.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn integers(field in prop_oneof!["[+-]?[0-9]{0,21}", "[0-9]{0,9}[ -~][0-9]{0,9}", "\\PC{0,12}"]) {
            // Rust's own takes the same form.
            prop_assert_eq!(integer(field.as_bytes()), field.parse::<i64>().ok(), "{}", field);
        }
    }

    #[test]
    fn sizes() {
        assert_eq!(size("s", b"0"), Ok(0));
        assert_eq!(size("s", b"9223372036854775807"), Ok(i64::MAX));
        assert_eq!(size("s", b"5.0"), Ok(5));
        assert_eq!(size("s", b"1234.00"), Ok(1234));
        for bad in
            ["", "-1", "-5.0", "9223372036854775808", "1.5", "5.", ".0", "5.0.0", "12k", "0x10", "1 2", "-"]
        {
            assert!(size("s", bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn unix_times() {
        for (text, expected) in [
            ("1700000000", Some(1_700_000_000)),
            ("-315360000", Some(-315_360_000)),
            ("15032385535", Some(15_032_385_535)),
            ("1700000000.123", Some(1_700_000_000)),
            ("-1.5", Some(-2)),
            ("-1.0", Some(-1)),
            ("-0.5", Some(-1)),
            ("0", None),
            ("", None),
            ("NULL", None),
            ("null", None),
            (r"\N", None),
            ("-", None),
            ("-9223372036854775807", Some(-i64::MAX)),
        ] {
            assert_eq!(unix_time("t", text.as_bytes()), Ok(expected), "{text}");
        }
        for bad in ["x", "1e9", "1700000000,5", "2024-01-01", ".", "."] {
            assert!(unix_time("t", bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn filetimes() {
        for (text, expected) in [
            ("133595279726435345", Some(1_715_054_372)),
            ("0", None),
            ("", None),
            ("18446744073709551615", None),
            ("116444736000000000", None),
            ("1", Some(-11_644_473_600)),
        ] {
            assert_eq!(filetime("t", text.as_bytes()), Ok(expected), "{text}");
        }
        assert!(filetime("t", b"-1").is_err());
        assert!(filetime("t", b"2024").is_ok());
    }

    #[test]
    fn folders() {
        assert_eq!(is_folder("a", b"16"), Ok(true));
        assert_eq!(is_folder("a", b"0x30"), Ok(true));
        assert_eq!(is_folder("a", b"8224"), Ok(false));
        assert_eq!(is_folder("a", b"HSD"), Ok(true));
        assert_eq!(is_folder("a", b"ra"), Ok(false));
        for bad in ["", "DIR.", "F", "0x", "1 6"] {
            assert!(is_folder("a", bad.as_bytes()).is_err(), "{bad}");
        }
    }

    #[test]
    fn frns() {
        assert_eq!(frn("f", b"281474976710656"), Ok(Some(281_474_976_710_656)));
        assert_eq!(frn("f", b"18446744073709551615"), Ok(Some(-1)));
        assert_eq!(frn("f", b""), Ok(None));
        assert!(frn("f", b"18446744073709551616").is_err());
    }
}
