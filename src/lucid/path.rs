//! Paths of a LucidLink log in the form they are stored and compared in.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// LucidLink stores NFD, scans may say NFC: names are compared in NFC. A name that is not UTF-8 has no such form and
/// stays as it is, so that it is never lost or merged with another.
pub fn nfc(path: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    if path.is_ascii() {
        return path;
    }
    let normal = match std::str::from_utf8(&path) {
        Ok(text) if is_nfc_quick(text.chars()) != IsNormalized::Yes => Some(text.nfc().collect::<String>()),
        _ => None,
    };
    normal.map_or(path, |text| Cow::Owned(text.into_bytes()))
}

/// The stored form of an `entryPath`: rooted, no trailing slash, NFC. None when it names no file.
pub fn stored(path: Cow<'_, [u8]>) -> Option<Cow<'_, [u8]>> {
    let end = path.iter().rposition(|byte| *byte != b'/')? + 1;
    let path = if path[0] != b'/' {
        Cow::Owned([b"/", &path[..end]].concat())
    } else if end < path.len() {
        Cow::Owned(path[..end].to_vec())
    } else {
        path
    };
    Some(nfc(path))
}

/// Whether a stored path is the folder of the logs themselves, or under it.
pub fn in_audit_folder(path: &[u8]) -> bool {
    path.strip_prefix(b"/.lucid_audit").is_some_and(|rest| rest.is_empty() || rest[0] == b'/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored_text(path: &str) -> Option<String> {
        stored(Cow::Borrowed(path.as_bytes())).map(|path| String::from_utf8(path.into_owned()).unwrap())
    }

    #[test]
    fn paths_are_rooted_and_have_no_trailing_slash() {
        assert_eq!(stored_text("/a/b.mov").as_deref(), Some("/a/b.mov"));
        assert_eq!(stored_text("a/b.mov").as_deref(), Some("/a/b.mov"));
        assert_eq!(stored_text("/a/b//").as_deref(), Some("/a/b"));
        assert_eq!(stored_text(r"/a\b").as_deref(), Some(r"/a\b"));
        assert_eq!(stored_text("/"), None);
        assert_eq!(stored_text(""), None);
    }

    #[test]
    fn decomposed_names_meet_composed_ones() {
        assert_eq!(stored_text("/cafe\u{301}.mov").as_deref(), Some("/caf\u{e9}.mov"));
        assert_eq!(stored_text("/caf\u{e9}.mov").as_deref(), Some("/caf\u{e9}.mov"));
    }

    #[test]
    fn bytes_that_are_no_text_stay() {
        assert_eq!(stored(Cow::Borrowed(b"/e\xcc\x81\xff")).as_deref(), Some(&b"/e\xcc\x81\xff"[..]));
    }

    #[test]
    fn only_the_folder_of_the_logs_is_skipped() {
        assert!(in_audit_folder(b"/.lucid_audit"));
        assert!(in_audit_folder(b"/.lucid_audit/7/2026/06/x.log"));
        assert!(!in_audit_folder(b"/.lucid_audits/x"));
        assert!(!in_audit_folder(b"/a/.lucid_audit/x"));
    }
}
