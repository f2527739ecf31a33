//! The extension of a name: lower case, without the dot.

use std::borrow::Cow;

/// Longer endings are prose after a full stop, not extensions.
const MAX_CHARS: usize = 32;

/// What follows the last dot, in lower case: `gz` for `a.tar.gz`. None for `.bashrc` (a name that starts with
/// its only dot), for `name.`, and for endings with white space or over 32 characters (`Dr. Who.txt` has `txt`,
/// `v1. final cut` has none).
pub fn extension(name: &str) -> Option<Cow<'_, str>> {
    let dot = memchr::memrchr(b'.', name.as_bytes())?;
    let ending = &name[dot + 1..];
    if dot == 0 || ending.is_empty() {
        return None;
    }
    if ending.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) && ending.len() <= MAX_CHARS {
        return Some(Cow::Borrowed(ending));
    }
    if ending.chars().count() > MAX_CHARS || ending.chars().any(char::is_whitespace) {
        return None;
    }
    Some(Cow::Owned(ending.to_lowercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cases() {
        for (name, expected) in [
            ("a.txt", Some("txt")),
            ("a.TXT", Some("txt")),
            ("a.tar.gz", Some("gz")),
            (".bashrc", None),
            (".config.toml", Some("toml")),
            ("Makefile", None),
            ("ends.", None),
            ("..", None),
            ("v1. final cut", None),
            ("a.ÄÖ", Some("äö")),
            ("a.0123456789012345678901234567890123456789", None),
        ] {
            assert_eq!(extension(name).as_deref(), expected, "{name}");
        }
    }
}
