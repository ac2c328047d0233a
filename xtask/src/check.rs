//! `cargo xtask check`: what needs no database but one to compare the schema with.

use std::process::{Command, Stdio};

use crate::cargo::{cargo, must, output, root, status};
use crate::terminal::{Outcome, say};
use crate::{circles, schema};

/// What the core may depend on; more would be a step towards I/O.
const CORE_DEPENDENCIES: [&str; 2] = ["chrono", "thiserror"];

/// The core's serde and the server's reports are optional: they are asked for, so that they are tested.
pub(crate) const ALL_FEATURES: [&str; 2] = ["--features", "opportunity-core/serde,api/sentry"];

pub(crate) fn run() -> Outcome {
    must("format", &mut cargo(&["fmt", "--all", "--check"]))?;
    must("format of the rules", &mut format_of_rules()?)?;
    let mut clippy = cargo(&["clippy", "--workspace", "--all-targets", "--quiet"]);
    circles::check()?;
    must("lints", clippy.args(ALL_FEATURES).args(["--", "--deny", "warnings"]))?;
    check_core()?;
    check_dependencies()?;
    schema::check()?;
    let mut docs = cargo(&["doc", "--workspace", "--no-deps", "--quiet"]);
    must("documentation", docs.args(ALL_FEATURES).env("RUSTDOCFLAGS", "--deny warnings"))?;
    Ok(0)
}

/// The list of kinds names the rules' modules within a macro, where `cargo fmt` does not find them.
fn format_of_rules() -> Result<Command, String> {
    let mut files = std::fs::read_dir(root().join("crates/opportunity-core/src/rules"))
        .and_then(|files| files.map(|file| Ok(file?.path())).collect::<Result<Vec<_>, _>>())
        .map_err(|fault| format!("the rules cannot be read: {fault}"))?;
    files.sort();
    let mut rustfmt = Command::new("rustfmt");
    rustfmt.args(["--check", "--edition", "2024"]).args(files);
    Ok(rustfmt)
}

/// Licences, sources, and what must not be depended on or twice. What is known to be broken is
/// listed on the internet, which a check must not need: `cargo deny check advisories` asks there.
fn check_dependencies() -> Result<(), String> {
    let asked = status(cargo(&["deny", "--version"]).stdout(Stdio::null()).stderr(Stdio::null()));
    if !asked.is_ok_and(|status| status.success()) {
        say("• dependencies: not looked at, for want of `cargo install --locked cargo-deny`");
        return Ok(());
    }
    // cargo-deny looks at what other platforms depend on as well, which no build here has fetched.
    must("fetching dependencies", &mut cargo(&["fetch", "--locked", "--quiet"]))?;
    let deny =
        ["deny", "--offline", "--log-level", "error", "check", "bans", "licenses", "sources"];
    must("dependencies", &mut cargo(&deny))
}

/// The core builds without what others ask of its dependencies; these are two, and no clock.
fn check_core() -> Result<(), String> {
    must("the core by itself", &mut cargo(&["check", "--package", "opportunity-core", "--quiet"]))?;
    say("• the core's dependencies");
    let tree = output(&mut cargo(&[
        "tree",
        "--package",
        "opportunity-core",
        "--edges",
        "normal",
        "--depth",
        "1",
        "--prefix",
        "none",
        "--format",
        "{p}|{f}",
    ]))?;
    for line in tree.lines().skip(1) {
        let (package, features) = line.split_once('|').unwrap_or((line, ""));
        let name = package.split_whitespace().next().unwrap_or_default();
        if !CORE_DEPENDENCIES.contains(&name) {
            return Err(format!("opportunity-core must not depend on {name}"));
        }
        if features.split(',').any(|feature| ["clock", "now"].contains(&feature)) {
            return Err(format!("opportunity-core must not have the clock of {name}"));
        }
    }
    Ok(())
}
