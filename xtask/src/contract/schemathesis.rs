//! Made-up requests, and whether the answers are as the document says.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::server::{KEY, Served};
use crate::cargo::{root, status};

/// Which checks there are, and what else holds for every server.
const CONFIG: &str = include_str!("../../contract/schemathesis.toml");

/// Ids of clients and agents that schemathesis is told.
const IDS: usize = 20;

pub(super) struct Schemathesis<'t> {
    /// The directory of the programs of a Python environment.
    pub(super) python: &'t Path,
    /// Cases of each operation in each phase, at most.
    pub(super) examples: u32,
}

impl Schemathesis<'_> {
    /// Whether the server answers as it documents.
    pub(super) fn holds(&self, place: &Path, server: &Served) -> Result<bool, String> {
        let config = place.join("schemathesis.toml");
        fs::write(&config, configuration(server)?).map_err(|fault| fault.to_string())?;
        let mut check = Command::new(self.python.join("schemathesis"));
        check.arg("--config-file").arg(&config).arg("run").current_dir(place);
        check.arg(format!("http://{}/openapi.json", server.address));
        check.args(["--checks", "all", "--max-examples", &self.examples.to_string()]);
        check.env("SCHEMATHESIS_HOOKS", "hooks").env("PYTHONPATH", root().join("xtask/contract"));
        check.env("PYTHONDONTWRITEBYTECODE", "1");
        if server.asks_who {
            check.args(["--header", &format!("Authorization: Bearer {KEY}")]);
        }
        Ok(status(&mut check)?.success())
    }
}

/// Tells schemathesis whom there is to ask for.
fn configuration(server: &Served) -> Result<String, String> {
    let mut config = CONFIG.to_owned();
    for (name, field) in [("clients", "user_id"), ("agents", "agent_id")] {
        let ids = serde_json::to_string(&server.ids(field, IDS)).map_err(|it| it.to_string())?;
        config += &format!("\n[dictionaries.{name}]\nvalues = {ids}\n");
    }
    Ok(config)
}
