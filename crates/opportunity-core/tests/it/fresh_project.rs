//! The README's first example as a stranger would try it: in a project of its own that names this
//! crate and nothing else. Within the workspace, features of other crates would hide what is
//! missing.

use std::fs;
use std::path::Path;
use std::process::Command;

const README: &str = include_str!("../../README.md");

const MANIFEST: &str = r#"
[package]
name = "fresh-project"
edition = "2024"

[dependencies]
opportunity-core = { path = "@" }

[workspace]
"#;

/// The first block of code; rustdoc leaves out the `# ` before lines that it hides.
fn first_example() -> String {
    let (_, rest) = README.split_once("```\n").unwrap();
    let (example, _) = rest.split_once("```\n").unwrap();
    let lines = example.lines().map(|line| line.strip_prefix("# ").unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_first_example_needs_this_crate_alone() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    let project = Path::new(env!("CARGO_TARGET_TMPDIR")).join("fresh-project");
    fs::create_dir_all(project.join("src")).unwrap();
    let example = first_example();
    assert!(example.contains("Book::builder"), "another example: {example}");
    let main = format!("fn main() -> Result<(), Box<dyn std::error::Error>> {{\n{example}\n}}\n");
    fs::write(project.join("src/main.rs"), main).unwrap();
    fs::write(project.join("Cargo.toml"), MANIFEST.replace('@', own.to_str().unwrap())).unwrap();
    // The versions that are at hand: nothing is fetched.
    fs::copy(own.join("../../Cargo.lock"), project.join("Cargo.lock")).unwrap();

    let checked = Command::new(env!("CARGO"))
        .args(["check", "--quiet", "--offline"])
        .current_dir(&project)
        .env("CARGO_TARGET_DIR", project.join("target"))
        .output()
        .unwrap();
    assert!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
}
