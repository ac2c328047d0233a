//! What this process inherits from the cargo that runs it, and no program that it starts may.
//!
//! `cargo run` sets variables for the program it runs: this package's name, its directory, the
//! way to its libraries. Build scripts of dependencies watch some of them. A cargo that inherits
//! them builds those dependencies for these values, and the next cargo, called by hand, builds them
//! again without.

use std::env;
use std::ffi::{OsStr, OsString};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Variables that `cargo run` sets. What a person sets, such as `CARGO_HOME`, `CARGO_TARGET_DIR`,
/// `CARGO_BUILD_JOBS`, `CARGO_NET_OFFLINE` or `CARGO_TERM_COLOR`, is not among them.
const SET_BY_CARGO: [&str; 7] = [
    CARGO,
    "CARGO_BIN_NAME",
    "CARGO_CRATE_NAME",
    "CARGO_MANIFEST_LINKS",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_RUSTC_CURRENT_DIR",
    "OUT_DIR",
];

/// Beginnings of the names of others.
const SET_BY_CARGO_FOR_EACH: [&str; 3] = ["CARGO_BIN_EXE_", "CARGO_MANIFEST_", "CARGO_PKG_"];

/// The cargo that runs this process.
const CARGO: &str = "CARGO";

/// Where dynamic libraries are looked for. Cargo puts directories of its own in front.
const LIBRARY_PATHS: [&str; 2] = ["LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH"];

/// A variable, and what it has to become: nothing, or another value.
type Change = (OsString, Option<OsString>);

/// Begins this process again without them, if there are any. It takes a new process because a
/// variable of a running one cannot be taken away without `unsafe`.
///
/// # Errors
/// Where this very program cannot be run again.
pub(crate) fn drop_what_cargo_set() -> Result<(), String> {
    let program = env::current_exe().map_err(|fault| format!("where is this program? {fault}"))?;
    let changes = changes(env::vars_os().collect(), &program);
    if changes.is_empty() {
        return Ok(());
    }
    let mut again = Command::new(&program);
    again.args(env::args_os().skip(1));
    for (name, value) in changes {
        match value {
            Some(value) => again.env(name, value),
            None => again.env_remove(name),
        };
    }
    Err(format!("{} cannot be run: {}", program.display(), again.exec()))
}

/// What has to change for the environment to be the person's own again.
fn changes(variables: Vec<(OsString, OsString)>, program: &Path) -> Vec<Change> {
    let cargo = variables.iter().find(|(name, _)| name == CARGO).map(|(_, path)| path.clone());
    // The directory of this program, such as target/debug, and the toolchain whose bin has cargo.
    let cargos_own: Vec<PathBuf> = [program.parent(), cargo.as_deref().and_then(toolchain)]
        .into_iter()
        .flatten()
        .map(Path::to_owned)
        .collect();
    let change = |(name, value): (OsString, OsString)| {
        if is_set_by_cargo(&name) {
            return Some((name, None));
        }
        let is_library_path = LIBRARY_PATHS.iter().any(|path| name == *path);
        let left = is_library_path.then(|| without(&value, &cargos_own))?;
        (left != value).then(|| (name, Some(left).filter(|left| !left.is_empty())))
    };
    variables.into_iter().filter_map(change).collect()
}

fn is_set_by_cargo(name: &OsStr) -> bool {
    let name = name.to_string_lossy();
    SET_BY_CARGO.contains(&&*name)
        || SET_BY_CARGO_FOR_EACH.iter().any(|beginning| name.starts_with(beginning))
}

fn toolchain(cargo: &OsStr) -> Option<&Path> {
    Path::new(cargo).parent()?.parent()
}

/// A list of directories without those below others.
fn without(directories: &OsStr, others: &[PathBuf]) -> OsString {
    let is_other = |directory: &PathBuf| others.iter().any(|other| directory.starts_with(other));
    let left = env::split_paths(directories).filter(|directory| !is_other(directory));
    // No part has a colon in it, as all came from a list, so that joining them cannot fail.
    env::join_paths(left).unwrap_or_else(|_| directories.to_owned())
}

#[cfg(test)]
mod tests {
    use std::ffi::OsString;
    use std::path::Path;

    use super::changes;

    #[test]
    fn only_what_cargo_set_changes() {
        let libraries = "/ws/target/debug/deps:/opt/rust/lib/rustlib/x/lib:/opt/mine/lib";
        for (name, value, expected) in [
            ("CARGO", "/opt/rust/bin/cargo", Some("")),
            ("CARGO_MANIFEST_DIR", "/ws/xtask", Some("")),
            ("CARGO_MANIFEST_PATH", "/ws/xtask/Cargo.toml", Some("")),
            ("CARGO_PKG_NAME", "xtask", Some("")),
            ("CARGO_PKG_VERSION_MAJOR", "0", Some("")),
            ("CARGO_BIN_EXE_xtask", "/ws/target/debug/xtask", Some("")),
            ("CARGO_PRIMARY_PACKAGE", "1", Some("")),
            ("OUT_DIR", "/ws/target/debug/build/xtask/out", Some("")),
            ("LD_LIBRARY_PATH", libraries, Some("/opt/mine/lib")),
            ("LD_LIBRARY_PATH", "/ws/target/debug:/opt/rust/lib", Some("")),
            ("LD_LIBRARY_PATH", "/opt/mine/lib:/usr/local/lib", None),
            ("CARGO_HOME", "/home/asha/.cargo", None),
            ("CARGO_TARGET_DIR", "/tmp/target", None),
            ("CARGO_BUILD_JOBS", "1", None),
            ("CARGO_INCREMENTAL", "0", None),
            ("CARGO_NET_OFFLINE", "true", None),
            ("CARGO_PROFILE_RELEASE_LTO", "thin", None),
            ("CARGO_TERM_COLOR", "never", None),
            ("RUSTUP_TOOLCHAIN", "1.95.0", None),
            ("NO_COLOR", "1", None),
        ] {
            let cargo = ("CARGO".into(), "/opt/rust/bin/cargo".into());
            let variables = vec![cargo, (name.into(), value.into())];
            let changed = changes(variables, Path::new("/ws/target/debug/xtask"));
            let value = changed.into_iter().skip(1).find(|(changed, _)| changed == name);
            let value = value.map(|(_, value)| value.unwrap_or_default());
            assert_eq!(value, expected.map(OsString::from), "{name}={value:?}");
        }
    }
}
