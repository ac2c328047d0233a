//! The project's own programs: built, if they are not, and told of while that takes its minutes.

use std::collections::HashSet;
use std::env;
use std::io::{BufRead, BufReader, IsTerminal as _, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::cargo::{cargo, must, output, target_dir};
use crate::terminal::say;

/// Where programs are that are built already, so that a test need not build them for use as well.
const BUILT: &str = "XTASK_PROGRAMS";

/// How often a build that nobody watches on a terminal says how far it is.
const PACE: Duration = Duration::from_secs(10);

/// Builds programs for use, not for debugging, and says where they are.
///
/// # Errors
/// Where one of them does not build, which cargo has explained by then.
pub(crate) fn build_programs(programs: &[&str]) -> Result<PathBuf, String> {
    if let Some(built) = env::var_os(BUILT) {
        return Ok(built.into());
    }
    build(programs, "release")?;
    Ok(target_dir()?.join("release"))
}

/// Builds programs for debugging: sums that overflow and broken assumptions end them.
///
/// # Errors
/// As [`build_programs`].
pub(crate) fn build_programs_to_debug(programs: &[&str]) -> Result<PathBuf, String> {
    build(programs, "dev")?;
    Ok(target_dir()?.join("debug"))
}

fn build(programs: &[&str], profile: &str) -> Result<(), String> {
    // Cargo gives a dependency the features that all selected packages ask for together. Selecting
    // the whole workspace every time keeps a dependency from being built again for the next program.
    let mut build = cargo(&["build", "--workspace", "--profile", profile]);
    for program in programs {
        build.args(["--bin", program]);
    }
    let what = format!("building {}", programs.join(", "));
    if std::io::stderr().is_terminal() {
        // Cargo's own bar says how far it is.
        return must(&what, &mut build);
    }
    say(&format!("• {what} (the first time takes minutes)"));
    let packages = packages_of(programs).ok();
    if build_in_lines(&mut build, packages)? { Ok(()) } else { Err(format!("{what}: failed")) }
}

/// How many packages programs are made of, dependencies and all.
fn packages_of(programs: &[&str]) -> Result<usize, String> {
    let mut tree = cargo(&["tree", "--edges", "normal,build", "--prefix", "none"]);
    for program in programs {
        tree.args(["--package", program]);
    }
    let tree = output(tree.args(["--format", "{p}"]))?;
    let names = tree.lines().map(|line| line.trim_end_matches(" (*)"));
    Ok(names.filter(|name| !name.is_empty()).collect::<HashSet<_>>().len())
}

/// Runs a build, and says in plain lines how far it is; whether it succeeded.
fn build_in_lines(build: &mut Command, packages: Option<usize>) -> Result<bool, String> {
    build.args(["--message-format", "json-render-diagnostics"]);
    let mut cargo = build
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|fault| format!("cargo cannot be run: {fault}"))?;
    let complaints = cargo.stderr.take().map(|stderr| thread::spawn(move || pass_on(stderr)));
    tell_how_far(&mut cargo, packages);
    if let Some(complaints) = complaints {
        // The thread ends when cargo closes its standard error; it has no result of its own.
        let _ = complaints.join();
    }
    cargo.wait().map(|status| status.success()).map_err(|fault| format!("cargo: {fault}"))
}

/// Passes on what cargo complains of or waits for, such as its lock, and not each crate's name.
fn pass_on(stderr: impl Read) {
    for line in BufReader::new(stderr).lines().map_while(Result::ok) {
        if !is_progress(&line) {
            say(&line);
        }
    }
}

fn is_progress(line: &str) -> bool {
    let verb = line.split_whitespace().next().unwrap_or_default();
    line.starts_with(' ') && ["Compiling", "Downloaded", "Finished"].contains(&verb)
}

/// Says how far the build is until cargo says no more.
fn tell_how_far(cargo: &mut Child, packages: Option<usize>) {
    let Some(stdout) = cargo.stdout.take() else { return };
    let (sender, messages) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(stdout).lines().map_while(Result::ok) {
            if sender.send(line).is_err() {
                return;
            }
        }
    });
    let mut built = Built { packages, names: HashSet::new() };
    let mut next = Instant::now() + PACE;
    loop {
        match messages.recv_timeout(next.saturating_duration_since(Instant::now())) {
            Ok(message) => built.hear(&message),
            Err(RecvTimeoutError::Timeout) => {
                say(&built.to_string());
                next += PACE;
            }
            Err(RecvTimeoutError::Disconnected) => return say(&built.to_string()),
        }
    }
}

/// How far a build is.
struct Built {
    packages: Option<usize>,
    names: HashSet<String>,
}

impl Built {
    /// Takes one of cargo's messages, of which there is one for each part of a package.
    fn hear(&mut self, message: &str) {
        let Ok(message) = serde_json::from_str::<Value>(message) else { return };
        let is_build_script = message["target"]["kind"][0] == "custom-build";
        if message["reason"] == "compiler-artifact" && !is_build_script {
            self.names.extend(message["package_id"].as_str().map(str::to_owned));
        }
    }
}

impl std::fmt::Display for Built {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let built = self.names.len();
        match self.packages {
            Some(all) => write!(f, "  built: {built} of {} packages", all.max(built)),
            None => write!(f, "  built: {built} packages"),
        }
    }
}
