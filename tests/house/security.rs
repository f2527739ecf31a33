//! `SECURITY.md`: what it says is defended has a test, and each test that it names is there.

use super::{assert_none, project};
use std::fs;
use std::path::{Path, PathBuf};

fn document() -> String {
    fs::read_to_string(project().join("SECURITY.md")).unwrap()
}

/// The names of tests in a text: what stands in backquotes and has `::`.
fn named(text: &str) -> Vec<&str> {
    let quoted = text.split('`').skip(1).step_by(2);
    quoted.filter(|name| name.contains("::") && !name.contains(' ')).collect()
}

/// The rows of tables, without their heads.
fn rows(text: &str) -> impl Iterator<Item = &str> {
    let rows = text.lines().filter(|line| line.starts_with("| "));
    rows.filter(|line| !line.starts_with("| tries to |"))
}

/// Where a test with this name may stand: under `tests/`, or in a file of the library, beside its code or in a file of tests.
fn places(name: &str) -> Vec<PathBuf> {
    let path = name.rsplit_once("::").unwrap().0.replace("::", "/");
    let mut places =
        vec![format!("tests/{path}.rs"), format!("tests/{path}/mod.rs"), format!("src/{path}.rs")];
    if let Some(path) = path.strip_suffix("/tests") {
        places.extend([
            format!("src/{path}.rs"),
            format!("src/{path}/mod.rs"),
            format!("src/{path}_tests.rs"),
        ]);
    }
    places.iter().map(|place| project().join(place)).collect()
}

/// Whether a file has a test of this name.
fn has(file: &Path, test: &str) -> bool {
    let text = fs::read_to_string(file).unwrap_or_default();
    let Some((before, _)) = text.split_once(&format!("fn {test}(")) else { return false };
    // Above it stand only attributes and comments.
    let above = before.lines().rev().map(str::trim).skip_while(|line| line.is_empty());
    above.take_while(|line| line.starts_with('#') || line.starts_with("//")).any(|line| line == "#[test]")
}

fn exists(name: &str) -> bool {
    let test = name.rsplit("::").next().unwrap();
    places(name).iter().any(|place| has(place, test))
}

#[test]
fn each_test_that_is_named_exists() {
    let text = document();
    let names = named(&text);
    assert!(names.len() >= 50, "{}", names.len());
    let missing: Vec<String> = names
        .into_iter()
        .filter(|name| !exists(name))
        .map(|name| format!("SECURITY.md: no test {name}"))
        .collect();
    assert_none("tests that are not there", &missing);
}

#[test]
fn each_line_names_its_test_or_says_that_nothing_is_defended() {
    let text = document();
    let bare = |line: &&str| named(line).is_empty() && !line.contains("not defended");
    let findings: Vec<String> = rows(&text).filter(bare).map(str::to_owned).collect();
    assert!(rows(&text).count() >= 50);
    assert_none("lines without a test", &findings);
}

#[test]
fn what_is_no_test_is_found() {
    for name in [
        "tenants::log::no_such_test",
        "tenants::nowhere::the_loader_cannot_change_the_log",
        // Functions, but no tests.
        "tenants::log::planned",
        "house::security::named",
        "dump::format::fields::tests::sized",
    ] {
        assert!(!exists(name), "{name}");
    }
    for name in [
        "house::security::what_is_no_test_is_found",
        "output::tests::nothing_appears_before_it_is_whole",
        "dump::format::random_tests::no_record_is_too_strange",
        "verify::nothing_is_found_where_all_is_well",
    ] {
        assert!(exists(name), "{name}");
    }
    assert_eq!(named("| a `b::c`, `d e::f` and `g` | `h::i::j` |"), ["b::c", "h::i::j"]);
}
