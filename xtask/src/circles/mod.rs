//! No circles: neither between the files of a crate nor between its modules.
//!
//! Files that use each other can be understood, moved and tested only together. What ties two of
//! them both ways is a third thing that wants a file of its own.
//!
//! **An arrow** leads from a file to the one that defines what it names: by a path from `crate`,
//! `super` or `self`, from a child module or from an imported name, in code, in attributes and in
//! what macros are given. Names are followed through `use`, so that what a `mod.rs` or `lib.rs` hands
//! on leads to the file that has it; a name that nothing defines in sight counts as the module's own.
//! To declare a module, to import a module's bare name, and to hand on what a child has is no
//! arrow; to use what one hands on is one. Code under `#[cfg(test)]` is left out, and what needs no
//! path is not seen: methods, trait implementations, macros by bare name. A macro that is given the
//! bare name of a module's file declares that module, and uses it.
//!
//! **Files** of a crate must have no way round along arrows. **Modules** must have none, either:
//! beside each other in one parent, a folder counts as one module with all its files, and the
//! parent's own file as one more.

mod graph;
mod resolve;
mod source;

use std::collections::BTreeSet;
use std::path::Path;

use self::graph::{Graph, Knot};
use self::resolve::arrows;
use self::source::Module;
use crate::cargo::metadata;
use crate::terminal::say;

/// Looks at every library and program of the workspace.
pub(crate) fn check() -> Result<(), String> {
    say("• circles");
    let metadata = metadata()?;
    let list = |value: &serde_json::Value| value.as_array().cloned().unwrap_or_default();
    let mut found = String::new();
    for package in list(&metadata["packages"]) {
        for target in list(&package["targets"]) {
            let is_product = ["lib", "bin"].iter().any(|kind| target["kind"][0] == *kind);
            let (name, root) = (target["name"].as_str(), target["src_path"].as_str());
            if let (true, Some(name), Some(root)) = (is_product, name, root) {
                for circle in circles(Path::new(root))? {
                    found += &format!("\n{name}: {circle}");
                }
            }
        }
    }
    if found.is_empty() { Ok(()) } else { Err(format!("there are circles{found}")) }
}

/// The circles of the crate that begins with this file, in words.
fn circles(root: &Path) -> Result<Vec<String>, String> {
    let modules = source::read(root)?;
    let arrows = arrows(&modules);
    let mut files = Graph::default();
    for arrow in &arrows {
        files.add(&modules[arrow.from].name, &modules[arrow.to].name, &arrow.path);
    }
    let mut told: Vec<String> = files.knots().iter().map(|knot| in_words("files", knot)).collect();
    for (parent, module) in modules.iter().enumerate() {
        let mut siblings = Graph::default();
        for arrow in &arrows {
            let [from, to] = [arrow.from, arrow.to].map(|end| beside(&modules, parent, end));
            if let (Some(from), Some(to)) = (from, to)
                && from != to
            {
                siblings.add(&modules[from].name, &modules[to].name, &arrow.path);
            }
        }
        // A knot without a folder is one of single files, which were told of above.
        let folders =
            module.children.values().filter(|child| !modules[**child].children.is_empty());
        let folders: BTreeSet<&str> = folders.map(|child| modules[*child].name.as_str()).collect();
        let knots = siblings.knots().into_iter();
        let new = knots.filter(|knot| knot.members.iter().any(|it| folders.contains(it.as_str())));
        told.extend(new.map(|knot| in_words("modules", &knot)));
    }
    Ok(told)
}

/// Which module in a parent a module is, or is part of: the parent itself, or one of its children.
fn beside(modules: &[Module], parent: usize, module: usize) -> Option<usize> {
    if module == parent {
        return Some(parent);
    }
    let above = modules[module].parent?;
    if above == parent { Some(module) } else { beside(modules, parent, above) }
}

fn in_words(what: &str, knot: &Knot) -> String {
    let count = knot.members.len();
    let mut told = format!("{count} {what} use each other");
    if count > knot.way.len() {
        let names: Vec<&str> = knot.members.iter().map(String::as_str).collect();
        told += &format!(" ({}), the shortest way round being", names.join(", "));
    }
    told.push(':');
    for (from, to, path) in &knot.way {
        told += &format!("\n  {from} uses {to} by {path}");
    }
    told
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail loudly")]
mod tests {
    use std::fs;

    use super::circles;

    /// The circles of a crate whose files are written one after another, each behind its name.
    fn check(files: &[(&str, &str)], expected: &[&str]) {
        let directory = tempfile::tempdir().unwrap();
        for (name, content) in files {
            let path = directory.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, content).unwrap();
        }
        assert_eq!(circles(&directory.path().join(files[0].0)).unwrap(), expected, "{files:#?}");
    }

    #[test]
    fn files_that_use_each_other() {
        check(
            &[
                ("lib.rs", "mod a; mod b; pub use a::A;"),
                ("a.rs", "use crate::b::B; pub struct A(B);"),
                ("b.rs", "pub struct B; fn f(_: crate::A) {}"),
            ],
            &["2 files use each other:\n  crate::a uses crate::b by crate::b::B\n  \
               crate::b uses crate::a by crate::A"],
        );
        check(
            &[
                ("lib.rs", "mod a; mod b; mod c;"),
                ("a.rs", "use crate::{b::B, c::{self, C}}; pub const A: u8 = c::ONE;"),
                ("b.rs", "#[error(\"{}\", crate::c::ONE)] pub struct B;"),
                ("c.rs", "pub const ONE: u8 = 1; fn f() { println!(\"{}\", super::a::A); }"),
            ],
            &["3 files use each other (crate::a, crate::b, crate::c), the shortest way round \
               being:\n  crate::a uses crate::c by crate::c::C\n  crate::c uses crate::a by \
               super::a::A"],
        );
    }

    #[test]
    fn a_child_and_its_parent() {
        check(
            &[
                ("lib.rs", "mod p;"),
                ("p/mod.rs", "mod child; pub use child::f; pub struct P; fn g() { f() }"),
                ("p/child.rs", "use super::P; pub fn f() -> P { P }"),
            ],
            &["2 files use each other:\n  crate::p uses crate::p::child by child::f\n  \
               crate::p::child uses crate::p by super::P"],
        );
    }

    #[test]
    fn a_child_that_a_macro_declares() {
        check(
            &[
                ("main.rs", "mod kinds;"),
                ("kinds/mod.rs", "pub struct Kind; list! { A => one, B => two }"),
                ("kinds/one.rs", "use super::Kind;"),
                ("kinds/two.rs", ""),
            ],
            &["2 files use each other:\n  crate::kinds uses crate::kinds::one by one::*\n  \
               crate::kinds::one uses crate::kinds by super::Kind"],
        );
    }

    #[test]
    fn modules_whose_files_do_not() {
        check(
            &[
                ("lib.rs", "mod a; mod b;"),
                ("a/mod.rs", "mod x; pub mod y;"),
                ("a/x.rs", "use crate::b::v::V;"),
                ("a/y.rs", "pub struct Y;"),
                ("b.rs", "mod w; pub mod v;"),
                ("b/w.rs", "use crate::a::y::Y;"),
                ("b/v.rs", "pub struct V;"),
            ],
            &["2 modules use each other:\n  crate::a uses crate::b by crate::b::v::V\n  \
               crate::b uses crate::a by crate::a::y::Y"],
        );
    }

    #[test]
    fn what_is_no_circle() {
        for files in [
            // Handing on, and reaching a neighbour through what is handed on.
            &[
                ("lib.rs", "mod a; mod b; pub use a::A; pub use b::*; pub type R = u8;"),
                ("a.rs", "use crate::{R, B}; pub struct A(B, R);"),
                ("b.rs", "pub struct B;"),
            ][..],
            // Tests, in the file and in files of their own.
            &[
                ("main.rs", "mod a; mod b; #[cfg(test)] mod tests;"),
                ("a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; }"),
                ("b.rs", "use super::a::A; pub struct B(A);"),
                ("tests.rs", "use crate::nowhere::Nothing;"),
            ],
            // An inline module and its own file.
            &[
                ("lib.rs", "mod a; fn f() { a::g() }"),
                ("a.rs", "pub fn g() {} mod i { use super::g; }"),
            ],
            // Words in comments and strings, visibility, methods.
            &[
                ("lib.rs", "mod a; mod b;"),
                (
                    "a.rs",
                    "//! See [`crate::b::B`].\npub(in crate::b) struct A; const S: &str = \"crate::b\";",
                ),
                ("b.rs", "use crate::a::A; pub struct B(A);"),
            ],
        ] {
            check(files, &[]);
        }
    }

    #[test]
    fn a_crate_that_cannot_be_read_is_no_crate_without_circles() {
        let directory = tempfile::tempdir().unwrap();
        let root = directory.path().join("lib.rs");
        for (content, reason) in [("mod a;", "has no file for mod a"), ("fn f( {}", "is no Rust")] {
            fs::write(&root, content).unwrap();
            let refused = circles(&root).unwrap_err();
            assert!(refused.contains(reason), "{content}: {refused}");
        }
    }
}
