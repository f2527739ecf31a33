//! What one file says: its modules, the names they hold, and every name that it takes from somewhere.

use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, UseTree};

/// The names of a path, of which the first may be `crate`, `self` or `super`, or empty for what began with `::`.
pub(super) type Names = Vec<String>;

/// A module, be it a file or a part of one.
#[derive(Default)]
pub(super) struct Module {
    /// Which of the tree's files it stands in.
    pub(super) file: usize,
    /// What is defined in it, submodules aside.
    pub(super) items: BTreeSet<String>,
    /// What stands for what by `use`.
    pub(super) aliases: Vec<(String, Names)>,
    /// What `use X::*` names.
    pub(super) globs: Vec<Names>,
}

/// A place where a name is used.
pub(super) struct Mention {
    pub(super) module: Names,
    pub(super) path: Names,
    pub(super) line: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Path,
    /// `path!(...)`
    Macro,
    /// `use path`
    Use,
    /// `use path::*`
    Glob,
}

/// `mod name;`, with its `#[path]`.
pub(super) struct Declaration {
    pub(super) module: Names,
    pub(super) name: String,
    pub(super) path: Option<String>,
}

/// One file, read.
#[derive(Default)]
pub(super) struct Survey {
    file: usize,
    /// Of the module that is being read.
    here: Names,
    pub(super) modules: BTreeMap<Names, Module>,
    pub(super) mentions: Vec<Mention>,
    pub(super) declarations: Vec<Declaration>,
}

impl Survey {
    pub(super) fn of(file: usize, module: Names, text: &str) -> Result<Survey, syn::Error> {
        let mut survey = Survey { file, ..Survey::default() };
        survey.enter(module);
        survey.visit_file(&syn::parse_file(text)?);
        Ok(survey)
    }

    fn enter(&mut self, module: Names) {
        self.modules.insert(module.clone(), Module { file: self.file, ..Module::default() });
        self.here = module;
    }

    fn module(&mut self) -> &mut Module {
        self.modules.entry(self.here.clone()).or_default()
    }

    fn mention(&mut self, path: Names, line: usize, kind: Kind) {
        self.mentions.push(Mention { module: self.here.clone(), path, line, kind });
    }

    fn take(&mut self, tree: &UseTree, mut before: Names) {
        let line = tree.span().start().line;
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.take(&path.tree, before);
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.take(tree, before.clone());
                }
            }
            UseTree::Glob(_) => {
                self.module().globs.push(before.clone());
                self.mention(before, line, Kind::Glob);
            }
            UseTree::Name(name) => self.alias(before, name.ident.to_string(), None, line),
            UseTree::Rename(rename) => {
                self.alias(before, rename.ident.to_string(), Some(rename.rename.to_string()), line);
            }
        }
    }

    fn alias(&mut self, mut path: Names, name: String, renamed: Option<String>, line: usize) {
        // `use a::b::{self}` takes `b`.
        if name != "self" || path.is_empty() {
            path.push(name);
        }
        let alias = renamed.or_else(|| path.last().cloned()).unwrap_or_default();
        self.module().aliases.push((alias, path.clone()));
        self.mention(path, line, Kind::Use);
    }

    /// What a macro is given is no syntax yet: every run of `name::name` counts. `deep` is how many modules it lies in
    /// that the macro itself makes.
    fn tokens(&mut self, tokens: TokenStream, deep: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let punct =
            |at: usize, c: char| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == c);
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => {
                    let name_at = at.checked_sub(if at > 2 && punct(at - 2, '$') { 3 } else { 2 });
                    let is_module = name_at
                        .is_some_and(|at| matches!(&tokens[at], TokenTree::Ident(word) if word == "mod"));
                    self.tokens(group.stream(), deep + usize::from(is_module));
                }
                TokenTree::Ident(first) => {
                    let is_member = at > 0 && punct(at - 1, '.') && !(at > 1 && punct(at - 2, '.'));
                    let mut path = vec![first.to_string()];
                    while punct(at + 1, ':') && punct(at + 2, ':') {
                        let Some(TokenTree::Ident(next)) = tokens.get(at + 3) else { break };
                        path.push(next.to_string());
                        at += 3;
                    }
                    let is_macro = punct(at + 1, '!') && !punct(at + 2, '=');
                    let path = outermost(path, deep);
                    if !is_member && !path.is_empty() {
                        let kind = if is_macro { Kind::Macro } else { Kind::Path };
                        self.mention(path, first.span().start().line, kind);
                    }
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            at += 1;
        }
    }

    fn inline(&mut self, module: &syn::ItemMod, items: &[Item]) {
        let outer = self.here.clone();
        let inner = outer.iter().cloned().chain([module.ident.to_string()]).collect();
        self.enter(inner);
        for item in items {
            self.visit_item(item);
        }
        self.here = outer;
    }
}

impl<'ast> Visit<'ast> for Survey {
    fn visit_item(&mut self, item: &'ast Item) {
        let (name, attributes) = name_and_attributes(item);
        if attributes.iter().any(is_for_tests) {
            return;
        }
        if let Some(name) = name {
            self.module().items.insert(name);
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        if let Some((_, items)) = &module.content {
            return self.inline(module, items);
        }
        let path = module.attrs.iter().find_map(|attribute| match &attribute.meta {
            syn::Meta::NameValue(pair) if pair.path.is_ident("path") => match &pair.value {
                syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(path), .. }) => Some(path.value()),
                _ => None,
            },
            _ => None,
        });
        let name = module.ident.to_string();
        self.declarations.push(Declaration { module: self.here.clone(), name, path });
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let before = if item.leading_colon.is_some() { vec![String::new()] } else { Vec::new() };
        self.take(&item.tree, before);
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let (names, line) = names(path);
        self.mention(names, line, Kind::Path);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        let (names, line) = names(&call.path);
        self.mention(names, line, Kind::Macro);
        self.tokens(call.tokens.clone(), 0);
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        visit::visit_attribute(self, attribute);
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone(), 0);
        }
    }
}

/// A path as it would stand outside of so many modules; empty where it stays within them.
fn outermost(path: Names, deep: usize) -> Names {
    let up = path.iter().take(deep).take_while(|name| *name == "super").count();
    if deep == 0 || path[0] == "crate" {
        path
    } else if up == deep {
        let goes_on = path.get(up).is_some_and(|name| name == "super");
        let here = (!goes_on).then(|| "self".to_owned());
        here.into_iter().chain(path.into_iter().skip(up)).collect()
    } else {
        Names::new()
    }
}

fn names(path: &syn::Path) -> (Names, usize) {
    let root = path.leading_colon.map(|_| String::new());
    let names = path.segments.iter().map(|segment| segment.ident.to_string());
    (root.into_iter().chain(names).collect(), path.span().start().line)
}

fn is_for_tests(attribute: &Attribute) -> bool {
    let syn::Meta::List(list) = &attribute.meta else { return false };
    list.path.is_ident("cfg") && list.tokens.to_string() == "test"
}

fn name_and_attributes(item: &Item) -> (Option<String>, &[Attribute]) {
    let (name, attributes) = match item {
        Item::Const(item) => (Some(&item.ident), &item.attrs),
        Item::Enum(item) => (Some(&item.ident), &item.attrs),
        Item::Fn(item) => (Some(&item.sig.ident), &item.attrs),
        Item::Impl(item) => (None, &item.attrs),
        Item::Macro(item) => (item.ident.as_ref(), &item.attrs),
        Item::Mod(item) => (None, &item.attrs),
        Item::Static(item) => (Some(&item.ident), &item.attrs),
        Item::Struct(item) => (Some(&item.ident), &item.attrs),
        Item::Trait(item) => (Some(&item.ident), &item.attrs),
        Item::Type(item) => (Some(&item.ident), &item.attrs),
        Item::Union(item) => (Some(&item.ident), &item.attrs),
        Item::Use(item) => (None, &item.attrs),
        _ => return (None, &[]),
    };
    (name.map(ToString::to_string), attributes)
}
