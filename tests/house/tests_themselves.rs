//! The tests' own folders.

use super::graph::Graph;
use super::project;
use super::tree::Tree;
use super::{assert_none, rooms};

#[test]
fn folders_share_nothing_but_support() {
    let tree = Tree::read(&project().join("tests"));
    let graph = Graph::of(&tree);
    let strays =
        graph.each().filter(|(from, to, _)| ![rooms::room(from), "support"].contains(&rooms::room(to)));
    let mut findings: Vec<String> = strays.map(|(_, _, line)| line).collect();
    findings.extend(tree.unreached.iter().map(|file| format!("{file}: no `mod` leads to it")));
    assert_none("a folder takes from another one than support", &findings);
}

#[test]
fn no_circle_of_imports() {
    let tree = Tree::read(&project().join("tests"));
    assert_none("files of tests import each other in a circle", &Graph::of(&tree).circles());
}
