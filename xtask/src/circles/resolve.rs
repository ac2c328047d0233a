//! Which module defines what a path names.

use super::source::{Import, Module};

/// Imports may lead round in a circle, which the compiler reports better.
const MOST_STEPS: usize = 32;

/// A file that uses another one, and the path by which it does.
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) path: String,
}

/// What a path leads to.
#[derive(Clone, Copy, PartialEq)]
enum Found {
    /// A module itself.
    Module(usize),
    /// Something that the module defines.
    Item(usize),
}

/// All arrows of a crate.
pub(super) fn arrows(modules: &[Module]) -> Vec<Arrow> {
    let mut arrows = Vec::new();
    for (here, module) in modules.iter().enumerate() {
        let used = module.imports.iter().filter(|import| is_used(modules, here, import));
        for path in used.map(|import| &import.path).chain(&module.paths) {
            if let Some(Found::Item(to)) = resolve(modules, here, path, MOST_STEPS)
                && to != here
            {
                arrows.push(Arrow { from: here, to, path: path.join("::") });
            }
        }
    }
    arrows
}

/// Whether an import is for the module's own use, and not to hand on what a child has.
fn is_used(modules: &[Module], here: usize, import: &Import) -> bool {
    let comes_from = resolve(modules, here, &import.path, MOST_STEPS);
    let is_childs = comes_from.is_some_and(|found| match found {
        Found::Module(from) | Found::Item(from) => is_below(modules, from, here),
    });
    let is_handed_on = import.is_public && is_childs;
    let name = import.name.as_ref();
    !is_handed_on || name.is_some_and(|name| modules[here].words.contains(name))
}

fn is_below(modules: &[Module], module: usize, other: usize) -> bool {
    let above = modules[module].parent;
    above.is_some_and(|above| above == other || is_below(modules, above, other))
}

/// Follows a path from a module; none where it leaves the crate.
fn resolve(modules: &[Module], from: usize, path: &[String], steps: usize) -> Option<Found> {
    let (first, rest) = path.split_first()?;
    let steps = steps.checked_sub(1)?;
    let module = &modules[from];
    match first.as_str() {
        "crate" => inside(modules, 0, rest, steps),
        "self" => inside(modules, from, rest, steps),
        "super" => match rest.first().map(String::as_str) {
            Some("super") => resolve(modules, module.parent?, rest, steps),
            _ => inside(modules, module.parent?, rest, steps),
        },
        name => {
            let is_known = module.children.contains_key(name) || import_of(module, name).is_some();
            if is_known { inside(modules, from, path, steps) } else { None }
        }
    }
}

/// Follows the rest of a path inside a module.
fn inside(modules: &[Module], module: usize, rest: &[String], steps: usize) -> Option<Found> {
    let steps = steps.checked_sub(1)?;
    let Some((name, after)) = rest.split_first() else { return Some(Found::Module(module)) };
    let here = &modules[module];
    // One name may be a module's and an item's at once: `mod load; pub use load::load;`.
    let import = import_of(here, name);
    if let Some(child) = here.children.get(name)
        && (import.is_none() || !after.is_empty())
    {
        return inside(modules, *child, after, steps);
    }
    if here.defined.contains(name) {
        return Some(Found::Item(module));
    }
    if let Some(import) = import {
        return match resolve(modules, module, &import.path, steps)? {
            Found::Module(found) => inside(modules, found, after, steps),
            item @ Found::Item(_) => Some(item),
        };
    }
    let globs = here.imports.iter().filter(|import| import.is_glob);
    let handed_on = globs.filter_map(|glob| match resolve(modules, module, &glob.path, steps)? {
        Found::Module(found) if found != module => {
            let there = &modules[found];
            let is_there = there.defined.contains(name)
                || there.children.contains_key(name)
                || import_of(there, name).is_some();
            if is_there { inside(modules, found, rest, steps) } else { None }
        }
        _ => None,
    });
    handed_on.into_iter().next().or(Some(Found::Item(module)))
}

fn import_of<'m>(module: &'m Module, name: &str) -> Option<&'m Import> {
    module.imports.iter().find(|import| import.name.as_deref() == Some(name))
}
