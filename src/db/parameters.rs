//! Parameters of a connection that the driver does not know, or knows only in part: taken out of the URL, or out of
//! `key=value` pairs, before the driver sees it. What is not given there comes from libpq's environment variable.

use percent_encoding::percent_decode_str;
use std::collections::HashMap;
use std::fmt::Write as _;

/// Names, and the variables that stand in for them.
const OURS: [(&str, &str); 5] = [
    ("sslmode", "PGSSLMODE"),
    ("sslrootcert", "PGSSLROOTCERT"),
    ("sslcert", "PGSSLCERT"),
    ("sslkey", "PGSSLKEY"),
    ("passfile", "PGPASSFILE"),
];

/// What was taken out, and what is left for the driver.
pub(super) struct Parameters {
    /// For the driver.
    pub(super) rest: String,
    taken: HashMap<String, String>,
}

impl Parameters {
    /// Takes ours out of a URL or of pairs.
    pub(super) fn take(text: &str) -> Parameters {
        if is_url(text) { of_url(text) } else { of_pairs(text) }
    }

    /// The value of a parameter; an empty one counts as none, as for libpq.
    pub(super) fn get(&self, name: &str) -> Option<String> {
        let variable =
            || OURS.iter().find(|(ours, _)| *ours == name).and_then(|(_, var)| std::env::var(var).ok());
        self.taken.get(name).cloned().or_else(variable).filter(|value| !value.is_empty())
    }
}

/// Whether this is a URL, and not pairs.
pub(super) fn is_url(text: &str) -> bool {
    text.starts_with("postgres://") || text.starts_with("postgresql://")
}

fn is_ours(name: &str) -> bool {
    OURS.iter().any(|(ours, _)| *ours == name)
}

fn of_url(text: &str) -> Parameters {
    let (before, query) = text.split_once('?').unwrap_or((text, ""));
    let mut taken = HashMap::new();
    let mut left = Vec::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        match pair.split_once('=') {
            Some((name, value)) if is_ours(name) => {
                taken.insert(name.to_owned(), percent_decode_str(value).decode_utf8_lossy().into_owned());
            }
            _ => left.push(pair),
        }
    }
    let mark = if left.is_empty() { "" } else { "?" };
    Parameters { rest: format!("{before}{mark}{}", left.join("&")), taken }
}

/// `key = value` pairs between white space; a value may stand in single quotes, `\` escapes one character.
fn of_pairs(text: &str) -> Parameters {
    let (mut rest, mut taken) = (String::new(), HashMap::new());
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let mut name = String::new();
        while let Some(c) = chars.next_if(|c| !c.is_whitespace() && *c != '=') {
            name.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.next_if_eq(&'=').is_none() {
            // The end; or no pair, which is the driver's to refuse.
            rest.push_str(&name);
            rest.extend(chars);
            return Parameters { rest, taken };
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let mut value = String::new();
        while let Some(c) = chars.next_if(|c| quoted || !c.is_whitespace()) {
            match c {
                '\\' => value.extend(chars.next()),
                '\'' if quoted => break,
                c => value.push(c),
            }
        }
        if is_ours(&name) {
            taken.insert(name, value);
        } else {
            let _ = write!(rest, "{name}='{}' ", value.replace('\\', r"\\").replace('\'', r"\'"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ours_are_taken_and_the_rest_is_left() {
        for (text, rest, root) in [
            (
                "postgresql://u:p%3Fw@h/db?sslrootcert=%2Fa%20b&port=1",
                "postgresql://u:p%3Fw@h/db?port=1",
                "/a b",
            ),
            ("postgres://h/db?sslmode=verify-full&sslrootcert=system", "postgres://h/db", "system"),
            ("postgres://h/db", "postgres://h/db", ""),
            (r"host=h sslrootcert = '/a b\'c' password='x y\\'", r"host='h' password='x y\\' ", "/a b'c"),
            (r"sslrootcert=/a\ b user=u", "user='u' ", "/a b"),
            ("host=h user", "host='h' user", ""),
        ] {
            let taken = Parameters::take(text);
            assert_eq!(taken.rest, rest);
            assert_eq!(taken.taken.get("sslrootcert").map_or("", String::as_str), root);
        }
    }
}
