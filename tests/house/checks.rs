//! The checks find what they are for, and nothing in a sound tree.

use super::graph::Graph;
use super::tree::Tree;
use super::{files, rooms};
use std::collections::BTreeMap;

fn tree(files: &[(&str, &str)]) -> Tree {
    let texts = files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    Tree::of(&texts.collect::<BTreeMap<String, String>>())
}

/// Who imports whom.
fn imports(files: &[(&str, &str)]) -> Vec<String> {
    let tree = tree(files);
    assert_eq!(tree.unreached, Vec::<String>::new());
    Graph::of(&tree).each().map(|(from, to, _)| format!("{from} -> {to}")).collect()
}

/// A program and a library in which every import goes down.
const SOUND: &[(&str, &str)] = &[
    ("main.rs", "mod commands; fn main() { commands::scan::run() }"),
    ("commands/mod.rs", "pub mod scan;"),
    (
        "commands/scan.rs",
        "use clap::Parser; use tierload::scan::{self, Spec};
         pub fn run() { println!(\"{:?}\", scan::run(Spec)); std::process::exit(0) }",
    ),
    ("lib.rs", "pub mod scan; pub mod dump; mod error; pub use error::Error;"),
    ("scan/mod.rs", "mod flow; mod spec; pub use flow::run; pub use spec::Spec;"),
    (
        "scan/flow.rs",
        "use super::Spec; use tokio::task; pub fn run(_: Spec) -> Result<(), crate::Error> { task::f() }",
    ),
    ("scan/spec.rs", "use crate::dump::Row; pub struct Spec;"),
    ("dump/mod.rs", "mod row; pub use row::Row;"),
    ("dump/row.rs", "pub struct Row; #[cfg(test)] mod tests { use crate::scan::Spec; use tokio::task; }"),
    ("error.rs", "pub struct Error;"),
];

/// The sound tree with one file's text in place of its own.
fn spoilt(name: &str, text: &str) -> Tree {
    let mut files = SOUND.to_vec();
    files.iter_mut().find(|(file, _)| *file == name).unwrap().1 = Box::leak(text.to_owned().into_boxed_str());
    tree(&files)
}

#[test]
fn a_sound_tree_passes() {
    let tree = tree(SOUND);
    assert_eq!(Graph::of(&tree).circles(), Vec::<String>::new());
    for check in [rooms::homeless, rooms::upward, rooms::impure, rooms::program_in_the_library] {
        assert_eq!(check(&tree), Vec::<String>::new());
    }
}

#[test]
fn a_name_is_taken_from_where_it_is_defined() {
    assert_eq!(
        imports(SOUND),
        [
            "commands/scan.rs -> scan/flow.rs",
            "commands/scan.rs -> scan/spec.rs",
            "dump/mod.rs -> dump/row.rs",
            "lib.rs -> error.rs",
            "main.rs -> commands/scan.rs",
            "scan/flow.rs -> error.rs",
            "scan/flow.rs -> scan/spec.rs",
            "scan/mod.rs -> scan/flow.rs",
            "scan/mod.rs -> scan/spec.rs",
            "scan/spec.rs -> dump/row.rs",
        ]
    );
}

#[test]
fn names_are_found_wherever_they_stand() {
    let of = |text: &str| imports(&[("lib.rs", "mod a; mod b;"), ("a.rs", text), ("b.rs", B)]);
    const B: &str = "pub struct Of<T>(T); pub enum E { V } pub const N: u8 = 1; pub trait Tr {} pub fn f() {}
        macro_rules! m { () => {} } pub(crate) use m; pub mod inner { pub fn g() {} }";
    for text in [
        "fn x(_: crate::b::Of<u8>) {}",
        "fn x(_: Vec<super::b::E>) {}",
        "use super::b::E as Renamed;",
        "use crate::{b::{self, inner}}; fn x() { b::f() }",
        "use crate::b; fn x() { b::inner::g() }",
        "use super::b as other; fn x() -> u8 { other::N }",
        "use super::b::*; fn x() { f() }",
        "use super::b::E::*;",
        "fn x() { use crate::b::f; f() }",
        "mod deep { fn x() { super::super::b::f() } }",
        "fn x() { println!(\"{}\", crate::b::N) }",
        "fn x() { crate::b::m!() }",
        "macro_rules! y { () => { $crate::b::f() } }",
        "macro_rules! y { ($n:ident) => { mod $n { mod deep { use super::super::super::b::f; } } } }",
        "#[derive(crate::b::D)] struct X;",
        "impl crate::b::Tr for u8 {}",
        "impl<T: crate::b::Tr> X<T> {}",
        "const X: [u8; crate::b::N as usize] = [0];",
        "fn x(e: u8) { if let crate::b::E::V = e {} }",
        "fn x() { crate::b::made_by_a_macro() }",
    ] {
        assert_eq!(of(text), ["a.rs -> b.rs"], "{text}");
    }
    for text in [
        "use crate::b;",
        "#[cfg(test)] use crate::b::f;",
        "/// [`crate::b::f`]\nstruct X;",
        "mod b { pub fn f() {} } fn x() { b::f() }",
        "fn x(b: std::b::T) { b.f(); m.crate_b() }",
        "use b::f;",
        "use ::b::f;",
        "macro_rules! y { ($n:ident) => { mod $n { use super::f; mod z { fn x() { b::f() } } } } } fn f() {}",
    ] {
        assert_eq!(of(text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn parents_and_children_import_each_other_like_others() {
    // A module that is declared is not imported; what is taken from it is.
    assert_eq!(imports(&[("lib.rs", "pub mod a;"), ("a.rs", "pub struct X;")]), Vec::<String>::new());
    assert_eq!(imports(&[("lib.rs", "mod a; pub use a::X;"), ("a.rs", "pub struct X;")]), ["lib.rs -> a.rs"]);
    assert_eq!(imports(&[("lib.rs", "mod a; struct X;"), ("a.rs", "use super::X;")]), ["a.rs -> lib.rs"]);
    // Through the parent from one child to another.
    let siblings =
        [("lib.rs", "mod a; mod b; pub use b::X;"), ("a.rs", "use super::X;"), ("b.rs", "pub struct X;")];
    assert_eq!(imports(&siblings), ["a.rs -> b.rs", "lib.rs -> b.rs"]);
    let far = [("lib.rs", "#[path = \"x/y.rs\"] mod a; pub use a::X;"), ("x/y.rs", "pub struct X;")];
    assert_eq!(imports(&far), ["lib.rs -> x/y.rs"]);
}

#[test]
fn a_circle_is_found_with_what_ties_it() {
    let circle = tree(&[
        ("lib.rs", "mod a; mod b; mod c; mod d;"),
        ("a.rs", "use crate::b::B;\npub struct A;"),
        ("b.rs", "pub struct B;\n\nfn x() { crate::c::c() }"),
        ("c.rs", "pub fn c() -> super::a::A {}"),
        ("d.rs", "use crate::a::A;"),
    ]);
    let expected = "3 files: a.rs, b.rs, c.rs\n  a.rs -> b.rs: 1 crate::b::B\n  b.rs -> c.rs: 3 crate::c::c\n  \
        c.rs -> a.rs: 1 super::a::A";
    assert_eq!(Graph::of(&circle).circles(), [expected]);
    // A child that takes from its parent what the parent defines, and is taken from.
    let family = [("lib.rs", "mod a; pub use a::A; pub struct L;"), ("a.rs", "pub struct A(super::L);")];
    assert_eq!(Graph::of(&tree(&family)).circles().len(), 1);
}

#[test]
fn an_import_of_a_room_above_is_found() {
    let up = |name, text| rooms::upward(&spoilt(name, text));
    let row = "\npub struct Row;\nuse crate::scan::Spec;";
    assert_eq!(up("dump/row.rs", row), ["dump/row.rs -> scan/spec.rs: 3 crate::scan::Spec"]);
    assert_eq!(
        up("error.rs", "pub struct Error(crate::dump::Row);"),
        ["error.rs -> dump/row.rs: 1 crate::dump::Row"]
    );
    assert_eq!(up("dump/row.rs", "pub struct Row(crate::Error);"), Vec::<String>::new());
}

#[test]
fn what_is_not_for_a_room_is_found() {
    let impure = |text| rooms::impure(&spoilt("dump/row.rs", text));
    assert_eq!(impure("pub struct Row;\nuse tokio::task;"), ["dump/row.rs:2: tokio::task"]);
    assert_eq!(impure("#[tokio::main] fn row() {}"), ["dump/row.rs:1: tokio::main"]);
    assert_eq!(impure("fn x() { format!(\"{}\", rustls::X); }"), ["dump/row.rs:1: rustls::X"]);
    assert_eq!(impure("mod tokio { pub fn f() {} } fn x() { tokio::f() }"), Vec::<String>::new());
    let program = |text| rooms::program_in_the_library(&spoilt("scan/flow.rs", text));
    for (text, found) in [
        ("use clap::Parser; pub fn run() {}", "clap::Parser"),
        ("pub fn run(bar: indicatif::ProgressBar) {}", "indicatif::ProgressBar"),
        ("pub fn run() { println!(\"x\") }", "println"),
        ("pub fn run() { vec![eprint!(\"x\")] }", "eprint"),
        ("pub fn run() { std::eprintln!(\"x\") }", "std::eprintln"),
        ("use std::process; pub fn run() { process::exit(1) }", "std::process::exit"),
        ("pub fn run() { use std::env as e; e::args(); }", "std::env::args"),
    ] {
        assert_eq!(program(text), [format!("scan/flow.rs:1: {found}")], "{text}");
    }
    let harmless = "use std::process::{Command, ExitStatus}; pub fn run() { env::var(\"X\"); println(); }";
    assert_eq!(program(harmless), Vec::<String>::new());
}

#[test]
fn a_file_without_a_room_or_a_module_is_found() {
    let lost = tree(&[
        ("lib.rs", "mod util;"),
        ("util.rs", ""),
        ("scan/old.rs", ""),
        ("scan/cut_tests.rs", "use x::y;"),
    ]);
    assert_eq!(rooms::homeless(&lost), ["util.rs: util is no room", "scan/old.rs: no `mod` leads to it"]);
}

#[test]
fn a_long_file_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, lines: usize| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "x\n".repeat(lines)).unwrap();
    };
    write("src/a/short.rs", files::MOST_LINES);
    write("src/a/long.rs", files::MOST_LINES + 1);
    write("sql/migrations/long.sql", files::MOST_LINES + 1);
    write("elsewhere/long.rs", files::MOST_LINES + 1);
    let found = files::too_long(folder.path(), &["src", "sql", "nowhere"], "sql/migrations");
    assert_eq!(found, ["src/a/long.rs: 301 lines"]);
}
