//! The files of a crate or two, and where each name that one of them uses is defined.

use super::survey::{Kind, Mention, Module, Names, Survey};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each crate's root, and the name by which another one calls it.
const CRATES: [(&str, &str); 2] = [("lib.rs", "tierload"), ("main.rs", "main")];

/// As many names may stand for one another in a row. Globs that name each other would be followed for ever.
const LONGEST_CHAIN: usize = 8;

/// What a name was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Found {
    /// Defined in this file.
    Item(usize),
    Module(Names),
    /// Not in the tree: the whole path from the crate on.
    Outside(Names),
}

/// Files by their paths below the folder of the roots.
pub(super) struct Tree {
    pub(super) files: Vec<String>,
    pub(super) mentions: Vec<Mention>,
    modules: BTreeMap<Names, Module>,
    /// Files that no `mod` leads to.
    pub(super) unreached: Vec<String>,
}

impl Tree {
    /// Reads all Rust files below a folder but for those that hold tests of the others.
    pub(super) fn read(folder: &Path) -> Tree {
        let mut texts = BTreeMap::new();
        for path in super::files::below(folder) {
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if name.ends_with(".rs") {
                texts.insert(name, std::fs::read_to_string(&path).unwrap());
            }
        }
        Tree::of(&texts)
    }

    /// The same of texts by their paths.
    pub(super) fn of(texts: &BTreeMap<String, String>) -> Tree {
        let files: Vec<String> = texts.keys().filter(|name| !holds_tests(name)).cloned().collect();
        let mut tree = Tree { files, mentions: Vec::new(), modules: BTreeMap::new(), unreached: Vec::new() };
        let mut reached = BTreeSet::new();
        let mut next: Vec<(Names, String)> =
            CRATES.iter().map(|(root, name)| (vec![(*name).to_owned()], (*root).to_owned())).collect();
        while let Some((module, name)) = next.pop() {
            let Some(file) = tree.files.iter().position(|file| *file == name) else { continue };
            if !reached.insert(file) {
                continue;
            }
            let survey = Survey::of(file, module.clone(), &texts[&name])
                .unwrap_or_else(|error| panic!("{name}:{}: {error}", error.span().start().line));
            for declared in survey.declarations {
                let inner = declared.module.iter().chain([&declared.name]).cloned().collect();
                // What lies between the file's own module and the declaration are inline modules.
                let between = &declared.module[module.len()..];
                for place in places(&name, between, &declared.name, declared.path.as_deref()) {
                    next.push((Names::clone(&inner), place));
                }
            }
            tree.modules.extend(survey.modules);
            tree.mentions.extend(survey.mentions);
        }
        let unreached = |(at, name): (usize, &String)| (!reached.contains(&at)).then(|| name.clone());
        tree.unreached = tree.files.iter().enumerate().filter_map(unreached).collect();
        tree
    }

    /// The file that a mention stands in.
    pub(super) fn file_of(&self, mention: &Mention) -> usize {
        self.modules[&mention.module].file
    }

    /// What a mention means. A glob of a module means the module's file where that defines anything itself.
    pub(super) fn meaning(&self, mention: &Mention) -> Option<Found> {
        let found = self.resolve(&mention.module, &mention.path, None, 0)?;
        match (mention.kind, found) {
            (Kind::Glob, Found::Module(module)) => {
                let module = &self.modules[&module];
                (!module.items.is_empty()).then_some(Found::Item(module.file))
            }
            (_, found) => Some(found),
        }
    }

    /// Whether a mention begins with an item's name that a `use` brought.
    pub(super) fn is_taken_by_use(&self, mention: &Mention) -> bool {
        let is_alias =
            |name: &String| self.modules[&mention.module].aliases.iter().any(|(alias, _)| alias == name);
        let Some(first) = mention.path.first().filter(|name| is_alias(name)) else { return false };
        let found = self.member(&mention.module, first, mention.path.len() > 1, None, 0);
        !matches!(mention.kind, Kind::Use | Kind::Glob) && matches!(found, Some(Found::Item(_)))
    }

    /// `without` is the alias whose own meaning is looked for.
    fn resolve(&self, from: &Names, path: &[String], without: Option<&str>, depth: usize) -> Option<Found> {
        if depth > LONGEST_CHAIN {
            return None;
        }
        let (first, mut rest) = path.split_first()?;
        let mut found = match first.as_str() {
            "" => return Some(Found::Outside(rest.to_vec())),
            "Self" => return None,
            "crate" => Found::Module(from[..1].to_vec()),
            "self" => Found::Module(from.clone()),
            "super" => {
                let mut module = from.split_last()?.1;
                while let Some(("super", more)) = rest.split_first().map(|(name, more)| (name.as_str(), more))
                {
                    (module, rest) = (module.split_last()?.1, more);
                }
                Found::Module(module.to_vec())
            }
            name => self
                .member(from, name, !rest.is_empty(), without, depth)
                .or_else(|| self.crate_named(name))
                .unwrap_or_else(|| Found::Outside(vec![name.to_owned()])),
        };
        for (at, name) in rest.iter().enumerate() {
            found = match found {
                // Variants, associated functions and the like.
                Found::Item(_) => return Some(found),
                Found::Outside(path) => Found::Outside(path.into_iter().chain([name.clone()]).collect()),
                Found::Module(module) => {
                    let is_on_the_way = at + 1 < rest.len();
                    let made_by_a_macro = || Found::Item(self.modules[&module].file);
                    self.member(&module, name, is_on_the_way, None, depth).unwrap_or_else(made_by_a_macro)
                }
            };
        }
        Some(found)
    }

    fn crate_named(&self, name: &str) -> Option<Found> {
        let module = vec![name.to_owned()];
        (name != "main" && self.modules.contains_key(&module)).then_some(Found::Module(module))
    }

    /// What a name is in a module. A module and an item may share it: which one is meant is told by whether more follows.
    fn member(
        &self,
        module: &Names,
        name: &str,
        is_on_the_way: bool,
        without: Option<&str>,
        depth: usize,
    ) -> Option<Found> {
        let here = self.modules.get(module)?;
        let inner: Names = module.iter().cloned().chain([name.to_owned()]).collect();
        let submodule = self.modules.contains_key(&inner).then_some(Found::Module(inner));
        let item = here.items.contains(name).then_some(Found::Item(here.file));
        let aliased = || {
            let mut targets = here.aliases.iter().filter(|(alias, _)| alias == name && without != Some(name));
            targets.find_map(|(alias, target)| self.resolve(module, target, Some(alias), depth + 1))
        };
        let found = if is_on_the_way {
            submodule.or(item).or_else(aliased)
        } else {
            item.or_else(aliased).or(submodule)
        };
        found.or_else(|| {
            let inside = |glob: &Names| match self.resolve(module, glob, None, depth + 1)? {
                Found::Module(target) if target != *module => {
                    self.member(&target, name, is_on_the_way, None, depth + 1)
                }
                _ => None,
            };
            if depth > LONGEST_CHAIN { None } else { here.globs.iter().find_map(inside) }
        })
    }
}

fn holds_tests(name: &str) -> bool {
    name.ends_with("tests.rs")
}

/// Where `mod name;` in a file may lead to.
fn places(file: &str, between: &[String], name: &str, path: Option<&str>) -> Vec<String> {
    let file = Path::new(file);
    let folder = file.parent().unwrap();
    if let Some(path) = path {
        return vec![folder.join(path).to_str().unwrap().to_owned()];
    }
    let is_root = file.parent() == Some(Path::new("")) && CRATES.iter().any(|(root, _)| file.ends_with(root));
    let own = if is_root || file.ends_with("mod.rs") { folder.to_owned() } else { file.with_extension("") };
    let inner: PathBuf = own.join(between.iter().collect::<PathBuf>());
    [inner.join(format!("{name}.rs")), inner.join(name).join("mod.rs")]
        .map(|place| place.to_str().unwrap().to_owned())
        .to_vec()
}
