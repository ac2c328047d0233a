//! The modules of a crate, and every path in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Words after which an item's name stands.
const DEFINING: [&str; 8] = ["const", "enum", "fn", "static", "struct", "trait", "type", "union"];

/// A module with a file of its own.
#[derive(Default)]
pub(super) struct Module {
    /// Such as `crate::wire::tls`.
    pub(super) name: String,
    /// None for the crate's root.
    pub(super) parent: Option<usize>,
    /// Those that it declares.
    pub(super) children: BTreeMap<String, usize>,
    /// Names that its own items have.
    pub(super) defined: BTreeSet<String>,
    pub(super) imports: Vec<Import>,
    /// Paths in its code, imports apart.
    pub(super) paths: Vec<Vec<String>>,
    /// Words in its code, imports and the names of fields and methods apart.
    pub(super) words: BTreeSet<String>,
    /// Those of them that macros are given.
    given_to_macros: BTreeSet<String>,
}

/// One name of a `use`.
pub(super) struct Import {
    pub(super) path: Vec<String>,
    /// What it is called here; none for all that there is (`*`), and for `_`.
    pub(super) name: Option<String>,
    pub(super) is_glob: bool,
    /// Whether others see it as well.
    pub(super) is_public: bool,
}

/// The modules of the crate that begins with this file, which is the first of them.
pub(super) fn read(root: &Path) -> Result<Vec<Module>, String> {
    let mut modules = Vec::new();
    let home = root.parent().unwrap_or(root).to_owned();
    read_module(
        root,
        home,
        Module { name: "crate".to_owned(), ..Module::default() },
        &mut modules,
    )?;
    Ok(modules)
}

/// Reads a module and those that it declares, whose files lie in `home`.
fn read_module(
    file: &Path,
    home: PathBuf,
    module: Module,
    modules: &mut Vec<Module>,
) -> Result<usize, String> {
    let text = fs::read_to_string(file).map_err(|fault| format!("{}: {fault}", file.display()))?;
    let tokens: TokenStream =
        text.parse().map_err(|fault| format!("{} is no Rust: {fault}", file.display()))?;
    let mut reader = Reader { module, declared: Vec::new() };
    reader.items(tokens, 0);
    let Reader { mut module, mut declared } = reader;
    for name in undeclared(&home, &module, &declared) {
        module.paths.push(vec![name.clone(), "*".to_owned()]);
        declared.push(name);
    }
    let (here, name) = (modules.len(), module.name.clone());
    modules.push(module);
    for child in declared {
        let Some(found) = file_of(&home, &child) else {
            return Err(format!("{} has no file for mod {child}", file.display()));
        };
        let module =
            Module { name: format!("{name}::{child}"), parent: Some(here), ..Module::default() };
        let index = read_module(&found, home.join(&child), module, modules)?;
        modules[here].children.insert(child, index);
    }
    Ok(here)
}

/// Where a module lies that one declares whose modules lie in `home`.
fn file_of(home: &Path, child: &str) -> Option<PathBuf> {
    let places = [home.join(format!("{child}.rs")), home.join(child).join("mod.rs")];
    places.into_iter().find(|place| place.is_file())
}

/// Modules that a macro declares, and uses: nothing but their names stands in the code.
fn undeclared(home: &Path, module: &Module, declared: &[String]) -> Vec<String> {
    let is_module = |word: &&String| !declared.contains(word) && file_of(home, word).is_some();
    module.given_to_macros.iter().filter(is_module).cloned().collect()
}

struct Reader {
    module: Module,
    declared: Vec<String>,
}

impl Reader {
    /// Reads items: those of the file itself, or of a module inside it, so many deep.
    fn items(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        let mut is_public = false;
        while let [first, after @ ..] = rest {
            rest = after;
            match (word(first).as_deref(), after) {
                _ if is_for_tests(first, after) => rest = after_item(after),
                (Some("pub"), _) => {
                    is_public = true;
                    // `pub(in path)` says who may see an item, and uses nothing of theirs.
                    if let [TokenTree::Group(group), after @ ..] = after
                        && group.delimiter() == Delimiter::Parenthesis
                    {
                        rest = after;
                    }
                    continue;
                }
                (Some("use"), _) => {
                    let end = after.iter().position(|token| is_mark(token, ';'));
                    let (tree, after) = after.split_at(end.unwrap_or(after.len()));
                    self.import(tree, &mut Vec::new(), is_public, depth);
                    rest = after;
                }
                (Some("mod"), [name, TokenTree::Group(inside), after @ ..]) => {
                    self.define(name, depth);
                    self.items(inside.stream(), depth + 1);
                    rest = after;
                }
                (Some("mod"), [name, after @ ..]) => {
                    self.declared.extend(word(name));
                    rest = after;
                }
                (Some(defining), [name, ..]) if DEFINING.contains(&defining) => {
                    self.define(name, depth);
                }
                _ => rest = self.code(first, after, depth),
            }
            is_public = false;
        }
    }

    fn define(&mut self, name: &TokenTree, depth: usize) {
        if depth == 0 {
            self.module.defined.extend(word(name));
        }
    }

    /// Reads what is no item of the file; gives what follows it.
    fn code<'t>(
        &mut self,
        first: &TokenTree,
        after: &'t [TokenTree],
        depth: usize,
    ) -> &'t [TokenTree] {
        let Some(word) = word(first) else {
            if let TokenTree::Group(group) = first {
                self.inside(group.stream(), depth);
            }
            return after;
        };
        let mut path = vec![word.clone()];
        let mut rest = after;
        while let [first, second, next, after @ ..] = rest
            && is_mark(first, ':')
            && is_mark(second, ':')
            && let Some(next) = self::word(next)
        {
            path.push(next);
            rest = after;
        }
        self.module.words.insert(word);
        if let [mark, TokenTree::Group(given), ..] = rest
            && is_mark(mark, '!')
        {
            words(given.stream(), &mut self.module.given_to_macros);
        }
        if path.len() > 1 {
            self.path(path, depth);
        }
        rest
    }

    /// Reads what stands between brackets: code, in which there may be imports as well.
    fn inside(&mut self, tokens: TokenStream, depth: usize) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut rest = tokens.as_slice();
        while let [first, after @ ..] = rest {
            // Behind a dot stands the name of a field or a method, which is no path.
            rest = match (first, after) {
                (dot, [_, after @ ..]) if is_mark(dot, '.') && !is_group(&rest[1]) => after,
                (first, after) if is_for_tests(first, after) => after_item(after),
                (first, after) if word(first).as_deref() == Some("use") => {
                    let end = after.iter().position(|token| is_mark(token, ';'));
                    let (tree, after) = after.split_at(end.unwrap_or(0));
                    let mut local = Vec::new();
                    leaves(tree, &mut Vec::new(), &mut local);
                    local.into_iter().for_each(|leaf| self.path(leaf.path, depth));
                    after
                }
                (first, after) => self.code(first, after, depth),
            };
        }
    }

    fn import(
        &mut self,
        tree: &[TokenTree],
        prefix: &mut Vec<String>,
        is_public: bool,
        depth: usize,
    ) {
        let mut found = Vec::new();
        leaves(tree, prefix, &mut found);
        for Leaf { path, name, is_glob } in found {
            if depth == 0 {
                self.module.imports.push(Import { path, name, is_glob, is_public });
            } else {
                self.path(path, depth);
            }
        }
    }

    /// Takes a path that stands in a module inside the file, so many deep, as the file has it.
    fn path(&mut self, mut path: Vec<String>, depth: usize) {
        let ups = path.iter().take_while(|word| *word == "super").count();
        match path.first().map(String::as_str) {
            Some("super") if ups >= depth => {
                path.drain(..depth);
                if ups == depth {
                    path.insert(0, "self".to_owned());
                }
            }
            Some("crate") => {}
            // A bare name in a module inside the file is seen from there, and not from the file.
            _ if depth > 0 => return,
            _ => {}
        }
        self.module.paths.push(path);
    }
}

/// A path that a `use` ends in.
struct Leaf {
    path: Vec<String>,
    name: Option<String>,
    is_glob: bool,
}

/// All paths of a `use`: one, or those of the groups in braces.
fn leaves(tree: &[TokenTree], prefix: &mut Vec<String>, found: &mut Vec<Leaf>) {
    let known = prefix.len();
    let mut renamed = None;
    let mut rest = tree;
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (TokenTree::Group(group), _) => {
                let tokens: Vec<TokenTree> = group.stream().into_iter().collect();
                for branch in tokens.split(|token| is_mark(token, ',')) {
                    leaves(branch, prefix, found);
                }
                return prefix.truncate(known);
            }
            (star, _) if is_mark(star, '*') => {
                found.push(Leaf { path: prefix.clone(), name: None, is_glob: true });
                return prefix.truncate(known);
            }
            (first, [name, ..]) if word(first).as_deref() == Some("as") => {
                renamed = word(name);
                break;
            }
            (first, _) => prefix.extend(word(first)),
        }
    }
    // `a::{self}` imports `a`.
    if prefix.len() > 1 && prefix.last().is_some_and(|last| last == "self") {
        prefix.pop();
    }
    if !tree.is_empty() {
        let name = renamed.or_else(|| prefix.last().cloned());
        found.push(Leaf { path: prefix.clone(), name, is_glob: false });
    }
    prefix.truncate(known);
}

fn word(token: &TokenTree) -> Option<String> {
    match token {
        TokenTree::Ident(word) => Some(word.to_string()),
        _ => None,
    }
}

/// All words there are, however deep.
fn words(tokens: TokenStream, found: &mut BTreeSet<String>) {
    for token in tokens {
        match token {
            TokenTree::Ident(word) => drop(found.insert(word.to_string())),
            TokenTree::Group(group) => words(group.stream(), found),
            _ => {}
        }
    }
}

fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

fn is_group(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(_))
}

/// Whether `#[cfg(test)]` begins here.
fn is_for_tests(first: &TokenTree, after: &[TokenTree]) -> bool {
    let Some(TokenTree::Group(attribute)) = after.first() else { return false };
    is_mark(first, '#') && attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// What follows the item whose attributes begin here: it ends with a semicolon or a body.
fn after_item(tokens: &[TokenTree]) -> &[TokenTree] {
    let is_end = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        token => is_mark(token, ';'),
    };
    let end = tokens.iter().position(is_end).map_or(tokens.len(), |end| end + 1);
    &tokens[end..]
}
