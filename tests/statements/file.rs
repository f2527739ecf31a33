//! A file under `sql/`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A statement as it stands in its file.
pub(super) struct Statement {
    /// Relative to `sql/`.
    pub(super) file: String,
    text: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("sql")
}

/// The files that define a home, each with several statements, by their names.
pub(super) fn homes() -> Vec<Statement> {
    let mut files = BTreeSet::new();
    find(&root().join("home"), &mut files);
    assert!(files.len() >= 3, "only {} files under sql/home", files.len());
    files.iter().map(|file| Statement::read(file)).collect()
}

/// All others but the migrations, by their names.
pub(super) fn all() -> Vec<Statement> {
    let mut files = BTreeSet::new();
    find(&root(), &mut files);
    let several = ["migrations/", "home/", "log/"];
    files.retain(|file| several.iter().all(|folder| !file.starts_with(folder)));
    assert!(files.len() > 100, "only {} files under sql/", files.len());
    files.iter().map(|file| Statement::read(file)).collect()
}

fn find(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            find(&path, found);
        } else if path.extension().is_some_and(|ext| ext == "sql") {
            found.insert(path.strip_prefix(root()).unwrap().to_str().unwrap().to_string());
        }
    }
}

impl Statement {
    pub(super) fn read(file: &str) -> Statement {
        Statement::of(file, &fs::read_to_string(root().join(file)).unwrap())
    }

    /// One that might stand in a file.
    pub(super) fn of(file: &str, text: &str) -> Statement {
        Statement { file: file.to_owned(), text: text.to_owned() }
    }

    /// The comment at its start, in one line.
    pub(super) fn header(&self) -> String {
        let lines = self.text.lines().map_while(|line| line.strip_prefix("--"));
        lines.map(str::trim).collect::<Vec<_>>().join(" ")
    }

    /// The text without comments.
    pub(super) fn body(&self) -> String {
        let lines = self.text.lines().filter(|line| !line.trim_start().starts_with("--"));
        lines.collect::<Vec<_>>().join("\n")
    }

    pub(super) fn placeholders(&self) -> Vec<String> {
        let body = self.body();
        let inner = body.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        inner.map(str::to_owned).collect()
    }

    /// Numbers in the header that stand before a name.
    pub(super) fn named_parameters(&self) -> Vec<usize> {
        let header = self.header();
        let mut words = header.split([' ', ',', '.', ';', ':']).filter(|word| !word.is_empty());
        let mut numbers = Vec::new();
        while let Some(word) = words.next() {
            let number = word.strip_prefix('$').and_then(|digits| digits.parse().ok());
            if number == Some(numbers.len() + 1) {
                let name = words.next().unwrap_or_default();
                let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
                assert!(plain && !name.is_empty(), "{}: parameter {word} is named {name:?}", self.file);
                numbers.push(numbers.len() + 1);
            }
        }
        numbers
    }

    /// Numbers in the body.
    pub(super) fn used_parameters(&self) -> BTreeSet<usize> {
        let body = self.body();
        let digits = |rest: &str| rest.chars().take_while(char::is_ascii_digit).collect::<String>();
        body.split('$').skip(1).filter_map(|rest| digits(rest).parse().ok()).collect()
    }

    /// Whether its first word is one of those that cannot be prepared in a way that checks them.
    pub(super) fn is_definition(&self) -> bool {
        let body = self.body();
        if body.trim_end().ends_with("to stdout (format binary)") {
            return false;
        }
        let word = body.split_whitespace().next().unwrap_or_default();
        ["create", "alter", "drop", "analyze", "do", "copy", "truncate", "grant", "lock"].contains(&word)
    }
}
