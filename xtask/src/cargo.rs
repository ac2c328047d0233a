//! Cargo, and the programs it builds.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The workspace's own directory.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Cargo, in the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

/// Runs a step of which nothing but success will do.
pub(crate) fn must(what: &str, command: &mut Command) -> Result<(), String> {
    crate::say(&format!("• {what}"));
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed")) }
}

/// Runs a command to its end.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.status().map_err(|fault| format!("{program} cannot be run: {fault}"))
}

/// What a command prints, if it succeeds.
pub(crate) fn output(command: &mut Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .map_err(|fault| format!("{program} cannot be run: {fault}"))?;
    if !output.status.success() {
        return Err(format!("{program} failed"));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("{program} prints no text"))
}

/// Where programs are that are built already, so that a test need not build them for use as well.
const BUILT: &str = "XTASK_PROGRAMS";

/// Builds programs for use, not for debugging, and says where they are.
pub(crate) fn build_programs(packages: &[&str]) -> Result<PathBuf, String> {
    if let Some(built) = std::env::var_os(BUILT) {
        return Ok(built.into());
    }
    let mut build = cargo(&["build", "--release", "--bins"]);
    for package in packages {
        build.args(["--package", package]);
    }
    must(&format!("building {}", packages.join(", ")), &mut build)?;
    Ok(target_dir()?.join("release"))
}

pub(crate) fn target_dir() -> Result<PathBuf, String> {
    let metadata = output(&mut cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    let metadata: serde_json::Value =
        serde_json::from_str(&metadata).map_err(|fault| format!("cargo metadata: {fault}"))?;
    let directory = metadata["target_directory"].as_str();
    directory
        .map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target directory".to_owned())
}
