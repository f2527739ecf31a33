//! What PostgreSQL's programs said, in one line.

use std::process::Output;

/// The end of what a program said on stderr.
pub(super) fn last_lines(output: &Output) -> String {
    one_line(&String::from_utf8_lossy(&output.stderr))
}

/// The last few lines in one.
pub(super) fn one_line(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines[lines.len().saturating_sub(5)..].join("; ")
}
