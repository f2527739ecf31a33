//! Text for a terminal. Names come from dumps and from users, and a terminal obeys what stands in them.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Write};
use tierload::{Error, Result};

/// The text with control characters escaped, `\u{1b}` for ESC: in one line, and nothing in it is a command.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if c.is_control() { out.extend(c.escape_default()) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// A line to stderr. A stderr that is closed is no error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

/// Lines to stderr, whose names are escaped already.
pub(super) fn write_err(text: &str) {
    let _ = io::stderr().write_all(text.as_bytes());
}

/// Writes what a command was asked for to stdout. A reader that has enough, as `head` has, is no error.
pub(super) fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("cannot write to", "stdout")(error))
        }
        _ => Ok(()),
    }
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
