//! The programs of others that this needs: fetched once, in the versions that are pinned.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::cargo::{must, root, status};

const REQUIREMENTS: &str = include_str!("../../contract/requirements.txt");
const PACKAGES: [(&str, &str); 2] = [
    ("package.json", include_str!("../../contract/package.json")),
    ("package-lock.json", include_str!("../../contract/package-lock.json")),
];

/// The programs of a Python environment with schemathesis and openapi-python-client: their directory.
pub(super) fn python(home: &Path) -> Result<PathBuf, String> {
    let environment = home.join("venv");
    let programs = environment.join("bin");
    if is_pinned(&environment, REQUIREMENTS) {
        return Ok(programs);
    }
    need("python3", "Python 3.10 or newer with venv (Debian, Ubuntu: apt install python3-venv)")?;
    let mut create = Command::new("python3");
    must("making a Python environment", create.args(["-m", "venv", "--clear"]).arg(&environment))?;
    let mut fetch = Command::new(programs.join("python"));
    fetch.args(["-m", "pip", "install", "--quiet", "--no-deps", "--requirement"]);
    fetch.arg(root().join("xtask/contract/requirements.txt"));
    must("fetching schemathesis and openapi-python-client", &mut fetch)?;
    pin(&environment, REQUIREMENTS)?;
    Ok(programs)
}

/// The programs of node packages, openapi-typescript and TypeScript: their directory.
pub(super) fn node(home: &Path) -> Result<PathBuf, String> {
    let place = home.join("node");
    let programs = place.join("node_modules/.bin");
    let pinned = PACKAGES.map(|(_, content)| content).concat();
    for program in ["node", "npm"] {
        need(program, "node 20 or newer with npm (Debian, Ubuntu: apt install npm)")?;
    }
    if is_pinned(&place, &pinned) {
        return Ok(programs);
    }
    fs::create_dir_all(&place).map_err(|fault| format!("{}: {fault}", place.display()))?;
    for (name, content) in PACKAGES {
        fs::write(place.join(name), content).map_err(|fault| format!("{name}: {fault}"))?;
    }
    let mut fetch = Command::new("npm");
    fetch.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel", "error"]);
    must("fetching openapi-typescript and TypeScript", fetch.current_dir(&place))?;
    pin(&place, &pinned)?;
    Ok(programs)
}

/// Says what has to be installed where a program is not there.
fn need(program: &str, what: &str) -> Result<(), String> {
    let mut asked = Command::new(program);
    match status(asked.arg("--version").stdout(Stdio::null()).stderr(Stdio::null())) {
        Ok(status) if status.success() => Ok(()),
        _ => Err(format!("there is no {program}: install {what}")),
    }
}

/// Whether what lies in a directory was fetched in these versions, and to the end.
fn is_pinned(place: &Path, versions: &str) -> bool {
    fs::read_to_string(place.join("pinned.txt")).is_ok_and(|pinned| pinned == versions)
}

fn pin(place: &Path, versions: &str) -> Result<(), String> {
    fs::write(place.join("pinned.txt"), versions).map_err(|fault| fault.to_string())
}
