//! Which file imports which, and the circles among them.

use super::survey::Kind;
use super::tree::{Found, Tree};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Where a file takes something from another one: a line, and the name as it stands there.
pub(super) type Import = (usize, String);

/// Imports by the two files.
pub(super) struct Graph<'t> {
    tree: &'t Tree,
    imports: BTreeMap<(usize, usize), Vec<Import>>,
}

impl Graph<'_> {
    pub(super) fn of(tree: &Tree) -> Graph<'_> {
        let mut imports: BTreeMap<(usize, usize), Vec<Import>> = BTreeMap::new();
        for mention in &tree.mentions {
            let from = tree.file_of(mention);
            // The `use` says so already.
            if tree.is_taken_by_use(mention) {
                continue;
            }
            if let Some(Found::Item(to)) = tree.meaning(mention)
                && to != from
            {
                let star = if mention.kind == Kind::Glob { "::*" } else { "" };
                let name = format!("{}{star}", mention.path.join("::"));
                imports.entry((from, to)).or_default().push((mention.line, name));
            }
        }
        Graph { tree, imports }
    }

    /// Each circle: its files, and a line for each import that ties it.
    pub(super) fn circles(&self) -> Vec<String> {
        let mut circles = BTreeSet::new();
        let reach: Vec<BTreeSet<usize>> = (0..self.tree.files.len()).map(|file| self.reached(file)).collect();
        for file in 0..self.tree.files.len() {
            let circle: Vec<usize> =
                reach[file].iter().copied().filter(|other| reach[*other].contains(&file)).collect();
            if circle.len() > 1 {
                circles.insert(circle);
            }
        }
        circles.iter().map(|circle| self.describe(circle)).collect()
    }

    /// The files of each import, and how it is named in a message.
    pub(super) fn each(&self) -> impl Iterator<Item = (&str, &str, String)> {
        self.imports.iter().map(|((from, to), imports)| {
            let (from, to) = (self.name(*from), self.name(*to));
            (from, to, line(from, to, imports))
        })
    }

    /// Every file to which imports lead from this one; itself only where they lead back.
    fn reached(&self, file: usize) -> BTreeSet<usize> {
        let mut reached = BTreeSet::new();
        let mut next = vec![file];
        while let Some(from) = next.pop() {
            let to = self.imports.range((from, 0)..=(from, usize::MAX)).map(|((_, to), _)| *to);
            next.extend(to.filter(|to| reached.insert(*to)));
        }
        reached
    }

    fn describe(&self, circle: &[usize]) -> String {
        let names: Vec<&str> = circle.iter().map(|file| self.name(*file)).collect();
        let mut text = format!("{} files: {}", circle.len(), names.join(", "));
        for ((from, to), imports) in &self.imports {
            if circle.contains(from) && circle.contains(to) {
                let _ = write!(text, "\n  {}", line(self.name(*from), self.name(*to), imports));
            }
        }
        text
    }

    fn name(&self, file: usize) -> &str {
        &self.tree.files[file]
    }
}

fn line(from: &str, to: &str, imports: &[Import]) -> String {
    let mut places: Vec<String> = imports.iter().map(|(line, name)| format!("{line} {name}")).collect();
    places.dedup();
    format!("{from} -> {to}: {}", places.join(", "))
}
