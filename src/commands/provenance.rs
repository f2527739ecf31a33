//! By whose command something was done, as tables keep it: in one line that no terminal obeys, bounded, and without secrets.

use super::terminal::printable;
use std::ffi::OsString;

/// Longer command lines are cut, users and machines sooner.
const LINE_CHARS: usize = 4_000;
const NAME_CHARS: usize = 200;

/// The user of the operating system and the machine, as in `ann@ws-7`.
pub(super) fn user_and_host() -> String {
    let known = |name: Option<String>| bounded(&name.unwrap_or_else(|| "unknown".into()), NAME_CHARS);
    format!("{}@{}", known(whoami::username().ok()), known(whoami::hostname().ok()))
}

/// The command line, without the address of the database, which may hold a password.
pub(super) fn command_line(args: impl Iterator<Item = OsString>) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut is_address = false;
    for arg in args.skip(1) {
        let arg = arg.to_string_lossy().into_owned();
        let was_address = std::mem::replace(&mut is_address, arg == "--database-url");
        if !is_address && !was_address && !arg.starts_with("--database-url=") {
            kept.push(arg);
        }
    }
    bounded(&format!("tierload {}", kept.join(" ")), LINE_CHARS)
}

fn bounded(text: &str, chars: usize) -> String {
    let text = printable(text);
    match text.char_indices().nth(chars) {
        Some((end, _)) => format!("{}...", &text[..end]),
        None => text.into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(args: &[&str]) -> String {
        command_line(args.iter().map(OsString::from))
    }

    #[test]
    fn no_password_stands_in_a_command_line() {
        assert_eq!(line(&["/usr/bin/tierload", "plan", "--share", "a b"]), "tierload plan --share a b");
        let secret = "postgres://u:secret@h/d";
        assert_eq!(line(&["tierload", "--database-url", secret, "plan", "--yes"]), "tierload plan --yes");
        assert_eq!(line(&["x", "plan", &format!("--database-url={secret}"), "--yes"]), "tierload plan --yes");
    }

    #[test]
    fn what_is_kept_is_one_line_of_bounded_length() {
        assert_eq!(
            line(&["x", "plan", "--under", "/a\n\u{1b}[31m\u{202e}b"]),
            "tierload plan --under /a\\n\\u{1b}[31m\\u{202e}b"
        );
        let long = line(&["x", "plan", &"\u{e9}".repeat(10_000)]);
        assert!(long.ends_with("\u{e9}...") && long.chars().count() == LINE_CHARS + 3);
        let by = user_and_host();
        assert!(by.contains('@') && !by.starts_with('@') && !by.ends_with('@'), "{by}");
    }
}
