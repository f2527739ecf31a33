//! A statement: one file under `sql/`, compiled in. Its header names its parameters, and callers bind by those names.

use super::render::{HOME, Part};
use super::tenant_id::Home;
use crate::error::{Error, Result};
use std::borrow::Cow;
use tokio_postgres::types::ToSql;

/// A parameter by its name.
pub(crate) type Param<'p> = (&'static str, &'p (dyn ToSql + Sync));

/// A statement, whole or with placeholders.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    /// Path under `sql/`.
    pub(crate) file: &'static str,
    /// The file, comments and all.
    pub(super) source: &'static str,
    /// What is sent.
    text: Cow<'static, str>,
}

impl Statement {
    pub(crate) const fn new(file: &'static str, source: &'static str) -> Statement {
        Statement { file, source, text: Cow::Borrowed(source) }
    }

    /// Fills in `{placeholders}`.
    pub(crate) fn with<const N: usize>(&self, parts: [(&str, Part); N]) -> Statement {
        let lines = self.text.lines().filter(|line| !line.starts_with("--"));
        let mut text = lines.collect::<Vec<_>>().join("\n");
        for (name, part) in parts {
            text = text.replace(&format!("{{{name}}}"), &part.to_string());
        }
        Statement { text: Cow::Owned(text), ..*self }
    }

    /// The statements of a file that holds several: each ends with a semicolon at the end of a line, but within `$$`.
    pub(super) fn parts(&self) -> Vec<Statement> {
        let mut parts = vec![String::new()];
        let mut in_body = false;
        for line in self.text.lines().filter(|line| !line.trim_start().starts_with("--")) {
            in_body ^= line.matches("$$").count() % 2 == 1;
            let part = parts.last_mut().map_or("", |part| {
                part.push_str(line);
                part.push('\n');
                part.as_str()
            });
            if line.ends_with(';') && !in_body && !part.is_empty() {
                parts.push(String::new());
            }
        }
        parts.retain(|part| !part.trim().is_empty());
        parts.into_iter().map(|text| Statement { text: Cow::Owned(text), ..*self }).collect()
    }

    /// What is sent, by a transaction that works in this home. An error while a placeholder is left.
    pub(crate) fn text(&self, home: Option<Home>) -> Result<Cow<'_, str>> {
        let text = match home {
            Some(home) if self.text.contains(HOME) => self.text.replace(HOME, &home.to_string()).into(),
            _ => Cow::Borrowed(self.text.as_ref()),
        };
        let left = text.lines().filter(|line| !line.starts_with("--")).find(|line| line.contains('{'));
        match left {
            Some(line) => Err(Error::internal(format!("{}: a placeholder is left in {line}", self.file))),
            None => Ok(text),
        }
    }

    /// The values in the order of the header's parameters. An error unless the names are the same.
    pub(crate) fn bind<'p>(&self, params: &[Param<'p>]) -> Result<Vec<&'p (dyn ToSql + Sync)>> {
        let names = parameter_names(self.source);
        let values = names.iter().map(|name| {
            let found = params.iter().find(|(given, _)| given == name).map(|(_, value)| *value);
            found.ok_or_else(|| Error::internal(format!("{}: no value for {name}", self.file)))
        });
        let values = values.collect::<Result<Vec<_>>>()?;
        if values.len() != params.len() {
            let given: Vec<_> = params.iter().map(|(name, _)| *name).collect();
            return Err(Error::internal(format!("{}: takes {names:?}, was given {given:?}", self.file)));
        }
        Ok(values)
    }
}

/// The names of `$1`, `$2` and so on: in the header, each number stands before the name.
fn parameter_names(source: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let header = source.lines().map_while(|line| line.strip_prefix("--"));
    let mut words =
        header.flat_map(|line| line.split([' ', ',', '.', ';', ':'])).filter(|word| !word.is_empty());
    while let Some(word) = words.next() {
        let number = word.strip_prefix('$').and_then(|digits| digits.parse::<usize>().ok());
        if number == Some(names.len() + 1) {
            names.extend(words.next());
        }
    }
    names
}

/// The statements of a room: the stem of a file is the name of its constant.
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $file:literal),* $(,)?) => {
        $(
            $(#[$doc])*
            pub(crate) const $name: $crate::db::Statement =
                $crate::db::Statement::new($file, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/sql/", $file)));
        )*
    };
}
pub(crate) use statements;

#[cfg(test)]
mod tests {
    use super::super::render::Ident;
    use super::*;

    const TRIED: Statement = Statement::new(
        "tried.sql",
        "-- Tries.\n-- Parameters: {table}, $1 share_id, $2\n-- now. Locks: none.\nselect $1, $2 from {table}",
    );

    #[test]
    fn parameters_are_bound_by_name() {
        let (share_id, now) = (7i64, "then");
        assert_eq!(parameter_names(TRIED.source), ["share_id", "now"]);
        let one = Statement::new("one.sql", "-- Parameters: $1 a, $2 b. Locks: none.\nselect 1");
        assert_eq!(parameter_names(one.source), ["a", "b"]);
        let bound = one.bind(&[("b", &now), ("a", &share_id)]).unwrap();
        assert_eq!(format!("{bound:?}"), "[7, \"then\"]");
        for wrong in
            [&[("a", &share_id as &(dyn ToSql + Sync))][..], &[("a", &now), ("b", &now), ("c", &now)]]
        {
            assert!(one.bind(wrong).is_err());
        }
    }

    #[test]
    fn a_placeholder_that_is_left_is_an_error() {
        assert!(TRIED.text(None).is_err());
        let filled = TRIED.with([("table", Ident::ours("t").into())]);
        assert!(filled.text(None).is_err());
        let text = filled.text(Some(Home::new("acme"))).unwrap();
        assert_eq!(text, "select $1, $2 from \"acme\".\"t\"");
        assert_eq!(filled.source, TRIED.source);
    }
}
