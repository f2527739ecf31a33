//! Text for a terminal. Names come from dumps and from users, and a terminal obeys what stands in them.

use std::borrow::Cow;

/// The text with control characters escaped, `\u{1b}` for ESC: in one line, and nothing in it is a command.
pub fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_control_characters_are_escaped() {
        for (text, expected) in [
            ("plain ä \\ \u{FFFD}E9", "plain ä \\ \u{FFFD}E9"),
            ("a\x1b[31m\nb\u{9b}c\u{7f}", "a\\u{1b}[31m\\nb\\u{9b}c\\u{7f}"),
        ] {
            assert_eq!(printable(text), expected);
        }
    }
}
