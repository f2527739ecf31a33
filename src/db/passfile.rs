//! Passwords from `~/.pgpass`, by libpq's rules:
//! <https://www.postgresql.org/docs/current/libpq-pgpass.html>

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Whom a password is asked for.
pub(super) struct Whose<'a> {
    pub(super) host: &'a str,
    pub(super) port: u16,
    pub(super) database: &'a str,
    pub(super) user: &'a str,
}

/// `~/.pgpass`
pub(super) fn usual_place() -> Option<PathBuf> {
    std::env::home_dir().map(|home| home.join(".pgpass"))
}

/// A password file. One that others may read is not used, as by libpq, and that is said.
pub(super) fn read(path: &Path) -> Option<Vec<u8>> {
    let found = fs::metadata(path).ok()?;
    let place = path.display();
    if !found.is_file() {
        tracing::warn!("the password file {place} is no plain file and is not used");
        return None;
    }
    if found.permissions().mode() & 0o077 != 0 {
        tracing::warn!("the password file {place} can be read by others and is not used: chmod 600 {place}");
        return None;
    }
    fs::read(path).inspect_err(|error| tracing::warn!("cannot read the password file {place}: {error}")).ok()
}

/// The password of the first line that fits.
pub(super) fn password(text: &[u8], whose: &Whose<'_>) -> Option<Vec<u8>> {
    let port = whose.port.to_string();
    let wanted = [whose.host, &port, whose.database, whose.user];
    text.split(|byte| *byte == b'\n').filter(|line| !line.starts_with(b"#")).find_map(|line| {
        let mut rest = line.strip_suffix(b"\r").unwrap_or(line);
        for wanted in wanted {
            let (value, after, escaped) = field(rest);
            rest = after?;
            if (value != b"*" || escaped) && value != wanted.as_bytes() {
                return None;
            }
        }
        let (password, _, _) = field(rest);
        Some(password).filter(|password| !password.is_empty())
    })
}

/// The bytes up to the next `:`, what comes after it, and whether something was escaped: `\` takes the meaning from `:`,
/// `\` and `*`.
fn field(line: &[u8]) -> (Vec<u8>, Option<&[u8]>, bool) {
    let (mut value, mut escaped) = (Vec::new(), false);
    let mut at = 0;
    while let Some(&byte) = line.get(at) {
        match (byte, line.get(at + 1)) {
            (b':', _) => return (value, Some(&line[at + 1..]), escaped),
            (b'\\', Some(&next)) => {
                value.push(next);
                escaped = true;
                at += 1;
            }
            _ => value.push(byte),
        }
        at += 1;
    }
    (value, None, escaped)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_fits_counts() {
        let text = br"# h:5432:db:u:comment
h:5432:other:u:one
h:5433:db:u:two
\*:*:*:*:literal star
h:*:db:u:th\:r\\ee
*:*:*:*:last
short:line
";
        let whose = |host, port, database, user| Whose { host, port, database, user };
        for (whose, expected) in [
            (whose("h", 5432, "db", "u"), r"th:r\ee"),
            (whose("h", 5433, "db", "u"), "two"),
            (whose("h", 5432, "other", "u"), "one"),
            (whose("x", 1, "y", "z"), "last"),
            (whose("*", 1, "y", "z"), "literal star"),
        ] {
            let found = password(text, &whose);
            assert_eq!(found.as_deref(), Some(expected.as_bytes()));
        }
        assert_eq!(password(b"h:1:db:u:x\r\n", &whose("h", 1, "db", "u")), Some(b"x".to_vec()));
        assert_eq!(password(b"h:1:db:u:x\n", &whose("h", 2, "db", "u")), None);
        assert_eq!(password(b"h:1:db:u:\nh:1:db:u", &whose("h", 1, "db", "u")), None);
    }
}
