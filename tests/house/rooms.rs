//! The rooms of `src/` and what each may name.

use super::graph::Graph;
use super::survey::Kind;
use super::tree::{Found, Tree};

/// From the top down: a room may import what stands below it. A room is a folder, or a file beside the roots.
pub(super) const ROOMS: &[&str] = &[
    // The program.
    "main",
    "commands",
    "cli",
    // The library.
    "lib",
    "bench",
    "browse",
    "report",
    "status",
    "verify",
    "export",
    "tier",
    "upgrade",
    "scan",
    "audit",
    "snapshot",
    "catalog",
    "db",
    "postgres",
    // From here on nothing knows a database, an async runtime or a terminal.
    "crawl",
    "synthetic",
    "lucid",
    "dump",
    // What any room may need.
    "output",
    "limits",
    "failpoint",
    "error",
];

const PROGRAM: &[&str] = &["main", "commands", "cli"];

const PURE: &[&str] = &["crawl", "synthetic", "lucid", "dump", "output", "error"];

/// Crates that a pure room does not name.
const NOT_PURE: &[&str] = &[
    "tokio",
    "tokio_util",
    "futures",
    "tokio_postgres",
    "deadpool_postgres",
    "postgres_types",
    "rustls",
    "clap",
    "indicatif",
    "tracing_subscriber",
];

/// What only the program names: flags, terminal, arguments, the end of the process.
const OF_THE_PROGRAM: &[&[&str]] = &[
    &["clap"],
    &["indicatif"],
    &["tokio", "signal"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
    &["std", "process", "abort"],
    &["std", "process", "exit"],
    &["std", "env", "args"],
    &["std", "env", "args_os"],
];

const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln"];

/// The room of a file.
pub(super) fn room(file: &str) -> &str {
    let first = file.split('/').next().unwrap_or_default();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// Files that belong to no room, or that no `mod` leads to.
pub(super) fn homeless(tree: &Tree) -> Vec<String> {
    let without_room = tree.files.iter().filter(|file| !ROOMS.contains(&room(file)));
    let lines = without_room.map(|file| format!("{file}: {} is no room", room(file)));
    lines.chain(tree.unreached.iter().map(|file| format!("{file}: no `mod` leads to it"))).collect()
}

/// Imports of a room above the file's own.
pub(super) fn upward(tree: &Tree) -> Vec<String> {
    let height = |file: &str| ROOMS.iter().position(|name| *name == room(file));
    let goes_up = |from, to| matches!((height(from), height(to)), (Some(from), Some(to)) if to < from);
    let graph = Graph::of(tree);
    graph.each().filter(|(from, to, _)| goes_up(from, to)).map(|(_, _, line)| line).collect()
}

/// Names of crates in pure rooms that are not for them.
pub(super) fn impure(tree: &Tree) -> Vec<String> {
    let is_denied = |path: &[String], _| path.first().is_some_and(|name| NOT_PURE.contains(&name.as_str()));
    outside(tree, |room| PURE.contains(&room), is_denied)
}

/// Where the library does what is the program's.
pub(super) fn program_in_the_library(tree: &Tree) -> Vec<String> {
    let begins = |path: &[String], with: &[&str]| {
        path.len() >= with.len() && path.iter().zip(with).all(|(a, b)| a == b)
    };
    let prints = |path: &[String]| path.last().is_some_and(|name| PRINTING.contains(&name.as_str()));
    let is_denied = |path: &[String], kind| {
        (kind == Kind::Macro && prints(path)) || OF_THE_PROGRAM.iter().any(|with| begins(path, with))
    };
    outside(tree, |room| !PROGRAM.contains(&room), is_denied)
}

/// Mentions of what is not in the tree.
fn outside(
    tree: &Tree,
    is_concerned: impl Fn(&str) -> bool,
    is_denied: impl Fn(&[String], Kind) -> bool,
) -> Vec<String> {
    let mentions =
        tree.mentions.iter().filter(|mention| is_concerned(room(&tree.files[tree.file_of(mention)])));
    let denied = mentions.filter_map(|mention| match tree.meaning(mention) {
        Some(Found::Outside(path)) if is_denied(&path, mention.kind) => {
            Some(format!("{}:{}: {}", tree.files[tree.file_of(mention)], mention.line, path.join("::")))
        }
        _ => None,
    });
    let mut lines: Vec<String> = denied.collect();
    lines.dedup();
    lines
}
