//! A URL, or `key=value` pairs, as names and values. Both are decoded here, before anybody looks at a name.

use crate::error::{Error, Result};
use percent_encoding::percent_decode_str;

/// A name, and a value that need not be UTF-8.
pub(super) type Pair = (String, Vec<u8>);

/// Names and values in the order in which they are given.
pub(super) fn pairs(text: &str) -> Result<Vec<Pair>> {
    match after_scheme(text) {
        Some(rest) => of_url(rest),
        None => of_pairs(text),
    }
}

/// Whether this is a URL, and not pairs.
pub(super) fn is_url(text: &str) -> bool {
    after_scheme(text).is_some()
}

/// An error that quotes nothing: a piece of a password may stand anywhere in what is not understood.
pub(super) fn not_understood(reason: &str) -> Error {
    Error::usage(format!("--database-url is not a PostgreSQL URL: {reason}"))
}

fn after_scheme(text: &str) -> Option<&str> {
    ["postgres://", "postgresql://"].into_iter().find_map(|scheme| text.strip_prefix(scheme))
}

fn decoded(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

fn of_url(rest: &str) -> Result<Vec<Pair>> {
    let mut found = Vec::new();
    let (before, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (credentials, place) =
        before.split_once('@').map_or((None, before), |(found, place)| (Some(found), place));
    if place.contains('@') {
        return Err(not_understood("it has two @; in a user's name or a password it is written %40"));
    }
    if let Some(credentials) = credentials {
        let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
        found.push(("user".to_owned(), decoded(user)));
        found.push(("password".to_owned(), decoded(password)));
    }
    let (hosts, database) = place.split_once('/').unwrap_or((place, ""));
    if !hosts.is_empty() {
        let (mut names, mut ports) = (Vec::new(), Vec::new());
        for host in hosts.split(',') {
            let (name, port) = host_and_port(host)?;
            names.push(decoded(name));
            ports.push(decoded(port));
        }
        found.push(("host".into(), names.join(&b',')));
        found.push(("port".into(), ports.join(&b',')));
    }
    found.push(("dbname".into(), decoded(database)));
    // What is not there is as if it had not been given.
    found.retain(|(_, value)| !value.is_empty());
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) =
            pair.split_once('=').ok_or_else(|| not_understood("a parameter in it has no value"))?;
        let name = String::from_utf8(decoded(name))
            .map_err(|_| not_understood("the name of a parameter in it is not UTF-8"))?;
        found.push((name, decoded(value)));
    }
    Ok(found)
}

/// An IPv6 address stands in brackets.
fn host_and_port(host: &str) -> Result<(&str, &str)> {
    let Some(bracketed) = host.strip_prefix('[') else {
        return Ok(host.split_once(':').unwrap_or((host, "")));
    };
    let unclosed = || not_understood("a host in it begins with [, as IPv6 addresses do, and does not end so");
    let (name, rest) = bracketed.split_once(']').ok_or_else(unclosed)?;
    match rest.strip_prefix(':') {
        Some(port) => Ok((name, port)),
        None if rest.is_empty() => Ok((name, "")),
        None => Err(unclosed()),
    }
}

/// `key = value` pairs between white space; a value may stand in single quotes, `\` escapes one character.
fn of_pairs(text: &str) -> Result<Vec<Pair>> {
    let mut found = Vec::new();
    let mut chars = text.chars().peekable();
    loop {
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if chars.peek().is_none() {
            return Ok(found);
        }
        let mut name = String::new();
        while let Some(c) = chars.next_if(|c| !c.is_whitespace() && *c != '=') {
            name.push(c);
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        if name.is_empty() || chars.next_if_eq(&'=').is_none() {
            return Err(not_understood("expected postgresql://user@host:port/database"));
        }
        while chars.next_if(|c| c.is_whitespace()).is_some() {}
        let quoted = chars.next_if_eq(&'\'').is_some();
        let (mut value, mut closed) = (String::new(), !quoted);
        while let Some(c) = chars.next_if(|c| quoted || !c.is_whitespace()) {
            match c {
                '\\' => value.extend(chars.next()),
                '\'' if quoted => {
                    closed = true;
                    break;
                }
                c => value.push(c),
            }
        }
        if !closed {
            return Err(not_understood("a value in it begins with a quote and does not end with one"));
        }
        found.push((name, value.into_bytes()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let pairs = pairs(text).unwrap().into_iter();
        pairs.map(|(name, value)| format!("{name}={};", String::from_utf8_lossy(&value))).collect()
    }

    #[test]
    fn names_and_values_are_decoded() {
        for (text, expected) in [
            ("postgres://h/db", "host=h;dbname=db;"),
            (
                "postgresql://u%40x:p%3Fw@h:1,[::1]:2,%2Frun/d%20b?ssl%6Dode=verify%2Dfull&port=1",
                "user=u@x;password=p?w;host=h,::1,/run;port=1,2,;dbname=d b;sslmode=verify-full;port=1;",
            ),
            ("postgres:///?host=/run&user=a@b&sslmode=", "host=/run;user=a@b;sslmode=;"),
            ("postgres://u:@h", "user=u;host=h;"),
            (r"host=h sslrootcert = '/a b\'c' password='x y\\'", r"host=h;sslrootcert=/a b'c;password=x y\;"),
            (r"sslrootcert=/a\ b user=u", "sslrootcert=/a b;user=u;"),
            ("sslmode=''", "sslmode=;"),
        ] {
            assert_eq!(shown(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_not_understood_is_not_quoted() {
        for text in [
            "postgres://u:se@cret@h/db",
            "postgres://u@h?secret",
            "postgres://u@h?%ffsecret=1",
            "postgres://[::1/secret",
            "mysql://u:secret@h/db",
            "host=h secret",
            "host=h password='secret",
            "=secret",
        ] {
            let message = pairs(text).unwrap_err().line();
            assert!(message.starts_with("--database-url is not a PostgreSQL URL"), "{message}");
            assert!(!message.contains("cret"), "{message}");
        }
    }
}
