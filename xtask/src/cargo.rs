//! Cargo, and other programs that are run to their end.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use crate::terminal::{Outcome, say};

/// The workspace's own directory.
pub(crate) fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_owned()
}

/// Cargo, in the workspace.
pub(crate) fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new("cargo");
    command.args(arguments).current_dir(root());
    command
}

/// Runs a step of which nothing but success will do.
pub(crate) fn must(what: &str, command: &mut Command) -> Result<(), String> {
    say(&format!("• {what}"));
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(format!("{what}: failed")) }
}

/// Runs a command to its end.
pub(crate) fn status(command: &mut Command) -> Result<ExitStatus, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.status().map_err(|fault| format!("{program} cannot be run: {fault}"))
}

/// Runs a command that speaks for itself: what it comes to is what this comes to.
pub(crate) fn hand_over(command: &mut Command) -> Outcome {
    let code = status(command)?.code();
    Ok(code.and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
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

/// What cargo knows of the workspace's own packages.
pub(crate) fn metadata() -> Result<serde_json::Value, String> {
    let metadata = output(&mut cargo(&["metadata", "--no-deps", "--format-version", "1"]))?;
    serde_json::from_str(&metadata).map_err(|fault| format!("cargo metadata: {fault}"))
}

pub(crate) fn target_dir() -> Result<PathBuf, String> {
    let metadata = metadata()?;
    let directory = metadata["target_directory"].as_str();
    directory
        .map(PathBuf::from)
        .ok_or_else(|| "cargo metadata names no target directory".to_owned())
}
