//! Text for a terminal. Names come from dumps and from users, and a terminal obeys what stands in them.

use serde_json::Value;
use std::borrow::Cow;
use std::io::{self, ErrorKind, IsTerminal, Write};
use tierload::{Error, Result};

/// Whether a terminal obeys the character (ESC, C0, C1), or shows its neighbours in another order or line than they stand
/// in (controls of bidirectional text, line and paragraph separators).
fn is_command(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
        )
}

/// The text with commands escaped, `\u{1b}` for ESC: in one line, and nothing in it is a command.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    escaped(text, is_command, |c, out| out.extend(c.escape_default()))
}

/// The same of several lines: their ends stay.
fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_command(c) && c != '\n', |c, out| out.extend(c.escape_default()))
}

/// JSON whose strings have them escaped as JSON does. All of them have four digits.
pub(super) fn printable_json(json: &str) -> Cow<'_, str> {
    escaped(json, |c| is_command(c) && c != '\n', |c, out| out.push_str(&format!("\\u{:04x}", u32::from(c))))
}

fn escaped(text: &str, is_bad: impl Fn(char) -> bool, escape: impl Fn(char, &mut String)) -> Cow<'_, str> {
    if !text.contains(&is_bad) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if is_bad(c) { escape(c, &mut out) } else { out.push(c) }
    }
    Cow::Owned(out)
}

/// A line to stderr. A stderr that is closed is no error.
pub(crate) fn say(line: &str) {
    let _ = writeln!(io::stderr(), "{}", printable(line));
}

/// Lines to stderr. Names in them are escaped already, lest one has a line end; all else is escaped here.
pub(super) fn write_err(text: &str) {
    let _ = io::stderr().write_all(printable_lines(text).as_bytes());
}

/// Writes what a command was asked for to stdout, likewise.
pub(super) fn print(text: &str) -> Result<()> {
    write_out(printable_lines(text).as_bytes())
}

/// Writes a JSON value to stdout, in one line.
pub(super) fn print_json(value: &Value) -> Result<()> {
    write_out(format!("{}\n", printable_json(&value.to_string())).as_bytes())
}

/// What clap has to say of the arguments, which it shows as they are. Never returns where help was asked for.
pub(crate) fn bad_arguments(error: &clap::Error) -> u8 {
    if !error.use_stderr() {
        error.exit();
    }
    write_err(&error.render().to_string());
    u8::try_from(error.exit_code()).unwrap_or(2)
}

/// Writes CSV to stdout: as it is for a program, and for a terminal escaped likewise.
pub(super) fn print_csv(csv: &[u8]) -> Result<()> {
    match io::stdout().is_terminal() {
        true => print(&String::from_utf8_lossy(csv)),
        false => write_out(csv),
    }
}

/// A reader that has enough, as `head` has, is no error.
fn write_out(text: &[u8]) -> Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Error::io("cannot write to", "stdout")(error))
        }
        _ => Ok(()),
    }
}

/// Stderr, for lines of JSON.
pub(super) struct JsonErr;

impl Write for JsonErr {
    /// A line comes whole.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        io::stderr().write_all(printable_json(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever a terminal obeys or reorders by.
    const BAD: &str = "\u{1b}[31m\u{7f}\u{9b}2J\u{202e}gpj.exe\u{2066}\u{200f}\u{61c}\u{2028}\t\r";

    #[test]
    fn only_commands_are_escaped() {
        for (text, expected) in [
            ("plain ä \\ \u{FFFD}E9 \u{5d0}", "plain ä \\ \u{FFFD}E9 \u{5d0}"),
            ("a\x1b[31m\nb\u{9b}c\u{7f}", "a\\u{1b}[31m\\nb\\u{9b}c\\u{7f}"),
            ("a\u{202e}gpj.exe\u{2069}", "a\\u{202e}gpj.exe\\u{2069}"),
        ] {
            assert_eq!(printable(text), expected);
        }
        assert!(!printable(BAD).contains(is_command));
    }

    #[test]
    fn lines_keep_their_ends_alone() {
        assert_eq!(printable_lines("a\nb\n"), "a\nb\n");
        assert_eq!(printable_lines("a\r\nb\u{202e}\n"), "a\\r\nb\\u{202e}\n");
    }

    #[test]
    fn json_stays_json() {
        let value = serde_json::json!({ "name": format!("{BAD}\n") });
        let text = value.to_string();
        let shown = printable_json(&text);
        assert!(!shown.contains(is_command), "{shown}");
        assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
    }
}
