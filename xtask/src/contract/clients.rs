//! What others make of the document: clients generated from it have to compile, and to work.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::server::{KEY, Served};
use crate::cargo::{root, status};
use crate::http;
use crate::terminal::say;

pub(super) struct Clients<'t> {
    /// The directory of the programs of a Python environment.
    pub(super) python: &'t Path,
    /// That of the programs of node packages.
    pub(super) node: PathBuf,
}

impl Clients<'_> {
    /// What does not work of the clients of a server: nothing, if all is well.
    pub(super) fn hold(&self, place: &Path, server: &Served) -> Result<Vec<String>, String> {
        let document = place.join("openapi.json");
        let served = http::get(server.address, "/openapi.json");
        let served = served.ok_or("the server does not give its document")?;
        fs::write(&document, served.to_string()).map_err(|fault| fault.to_string())?;
        let written = root().join("xtask/contract");
        let types = place.join("desk.d.ts");
        let client = place.join("desk_client");
        let program = place.join("keys.ts");
        fs::copy(written.join("keys.ts"), &program).map_err(|fault| fault.to_string())?;

        let mut generate = Command::new(self.python.join("openapi-python-client"));
        generate.args(["generate", "--meta", "none", "--overwrite", "--fail-on-warning"]);
        generate.arg("--config").arg(written.join("client.yaml"));
        generate.arg("--path").arg(&document).arg("--output-path").arg(&client);
        let mut generate_types = Command::new(self.node.join("openapi-typescript"));
        generate_types.arg(&document).arg("--output").arg(&types);
        let mut compile = Command::new(self.node.join("tsc"));
        compile.args([
            "--noEmit",
            "--strict",
            "--module",
            "esnext",
            "--moduleResolution",
            "bundler",
        ]);
        compile.arg(&program);
        let mut use_it = Command::new(self.python.join("python"));
        use_it.arg("-B").arg(written.join("keys.py")).arg(format!("http://{}", server.address));
        use_it.arg(KEY).env("PYTHONPATH", place);

        let mut steps = vec![
            ("generating a client for Python", generate),
            ("generating types for TypeScript", generate_types),
            ("compiling a program that uses them", compile),
        ];
        if server.asks_who {
            steps.push(("making, using, listing and revoking a key by the Python client", use_it));
        }
        let mut failed = Vec::new();
        for (what, mut step) in steps {
            say(&format!("• {what}"));
            if !status(step.current_dir(place))?.success() {
                failed.push(format!("{what} failed"));
            }
        }
        Ok(failed)
    }
}
