//! Bytes that PostgreSQL text cannot hold, kept in a reversible form.
//!
//! Invalid UTF-8 and NUL become U+FFFD followed by two upper-case hex digits a byte: `caf\xE9.txt` is stored
//! as `caf\u{FFFD}E9.txt`. A name that holds U+FFFD itself is escaped too, so every U+FFFD in the stored text
//! starts an escape and no two names meet on one text. Backslash was not free: `\x2d` is common in Linux names.

use std::borrow::Cow;

const MARK: &str = "\u{FFFD}";

/// A name or path as stored: its text, and the raw bytes where the text is an escape of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredText<'a> {
    /// What the text column holds.
    pub text: Cow<'a, str>,
    /// What the raw column holds: `None` for all ordinary names.
    pub raw: Option<Cow<'a, [u8]>>,
}

/// The stored form of raw bytes. Borrows when nothing needs an escape.
pub fn to_text(raw: &[u8]) -> StoredText<'_> {
    match std::str::from_utf8(raw) {
        Ok(text)
            if memchr::memchr2(0, 0xEF, raw).is_none() || !(text.contains('\0') || text.contains(MARK)) =>
        {
            StoredText { text: Cow::Borrowed(text), raw: None }
        }
        _ => StoredText { text: Cow::Owned(escape(raw)), raw: Some(Cow::Borrowed(raw)) },
    }
}

fn escape(raw: &[u8]) -> String {
    let mut text = String::with_capacity(raw.len() + 16);
    for chunk in raw.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\0' => push_escaped(&mut text, &[0]),
                '\u{FFFD}' => push_escaped(&mut text, MARK.as_bytes()),
                c => text.push(c),
            }
        }
        push_escaped(&mut text, chunk.invalid());
    }
    text
}

fn push_escaped(text: &mut String, bytes: &[u8]) {
    const HEX: &[u8; 16] = b"0123456789ABCDEF";
    for byte in bytes {
        text.push_str(MARK);
        text.push(HEX[usize::from(byte >> 4)].into());
        text.push(HEX[usize::from(byte & 15)].into());
    }
}

/// The raw bytes of a stored text; `None` when an escape in it is broken.
pub fn from_text(text: &str) -> Option<Vec<u8>> {
    let mut raw = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(MARK) {
        raw.extend_from_slice(&rest.as_bytes()[..at]);
        let hex = rest.get(at + MARK.len()..at + MARK.len() + 2)?;
        raw.push(u8::from_str_radix(hex, 16).ok()?);
        rest = &rest[at + MARK.len() + 2..];
    }
    raw.extend_from_slice(rest.as_bytes());
    Some(raw)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_names_are_borrowed_and_have_no_raw_bytes() {
        for name in ["a.txt", "héé", "中文", "system-\\x2d.slice", ""] {
            let stored = to_text(name.as_bytes());
            assert!(matches!(stored.text, Cow::Borrowed(text) if text == name));
            assert_eq!(stored.raw, None);
        }
    }

    #[test]
    fn bad_bytes_are_readable_and_kept() {
        let stored = to_text(b"caf\xE9.txt");
        assert_eq!(stored.text, "caf\u{FFFD}E9.txt");
        assert_eq!(stored.raw.as_deref(), Some(&b"caf\xE9.txt"[..]));
        assert_eq!(to_text(b"a\0b").text, "a\u{FFFD}00b");
    }

    #[test]
    fn a_name_that_looks_like_an_escape_does_not_meet_the_name_it_looks_like() {
        assert_ne!(to_text("caf\u{FFFD}E9.txt".as_bytes()).text, to_text(b"caf\xE9.txt").text);
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(raw in proptest::collection::vec(prop_oneof![any::<u8>(), Just(0xEF), Just(0xBF), Just(0xBD), Just(b'A')], 0..40)) {
            let stored = to_text(&raw);
            prop_assert!(!stored.text.contains('\0'));
            prop_assert_eq!(from_text(&stored.text), Some(raw.clone()));
            prop_assert_eq!(stored.raw.is_some(), stored.text.as_bytes() != raw);
        }
    }
}
