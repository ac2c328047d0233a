//! `cargo xtask contract`: the server held against its own OpenAPI document: its answers by
//! schemathesis, and what others make of the document by the clients that are generated from it.

mod clients;
mod schemathesis;
mod server;
mod tools;

use std::fs;
use std::path::Path;

use clap::{Args, ValueEnum};

use self::clients::Clients;
use self::schemathesis::Schemathesis;
use self::server::Served;
use crate::cargo::target_dir;
use crate::programs::build_programs_to_debug;
use crate::terminal::{Outcome, say};

#[derive(Args)]
pub(crate) struct Contract {
    /// Cases of each operation in each phase, at most.
    #[arg(long, default_value_t = 100)]
    examples: u32,
    /// Only with sign-in, or only without; both by default.
    #[arg(long, value_parser = ["required", "open"])]
    sign_in: Option<String>,
    /// Only one of the two; both by default.
    #[arg(long)]
    only: Option<Part>,
}

/// What the document is held by.
#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    /// The clients that are generated from it, one for Python and one for TypeScript.
    Clients,
    /// Made-up requests, and whether the answers are as it says.
    Schemathesis,
}

impl Contract {
    pub(crate) fn run(self) -> Outcome {
        let home = target_dir()?.join("contract");
        fs::create_dir_all(&home).map_err(|fault| format!("{}: {fault}", home.display()))?;
        let python = tools::python(&home)?;
        let is_asked = |part| self.only.is_none_or(|only| only == part);
        let clients = is_asked(Part::Clients)
            .then(|| Ok::<_, String>(Clients { python: &python, node: tools::node(&home)? }))
            .transpose()?;
        let schemathesis = is_asked(Part::Schemathesis)
            .then_some(Schemathesis { python: &python, examples: self.examples });
        // Sums that overflow and broken assumptions are faults, too.
        let programs = build_programs_to_debug(&["api", "importer", "sample-book"])?;
        let mut failed = Vec::new();
        for mode in ["required", "open"] {
            if self.sign_in.as_deref().is_none_or(|asked| asked == mode) {
                say(&format!("• SIGN_IN={mode}"));
                let place = home.join(mode);
                failed.extend(hold(
                    &place,
                    &programs,
                    mode,
                    clients.as_ref(),
                    schemathesis.as_ref(),
                )?);
            }
        }
        if failed.is_empty() {
            return Ok(0);
        }
        Err(format!("the server is not as documented:\n  {}", failed.join("\n  ")))
    }
}

/// What of a server of this mode, on a new book, is not as it documents itself.
fn hold(
    place: &Path,
    programs: &Path,
    mode: &str,
    clients: Option<&Clients<'_>>,
    schemathesis: Option<&Schemathesis<'_>>,
) -> Result<Vec<String>, String> {
    fs::create_dir_all(place).map_err(|fault| format!("{}: {fault}", place.display()))?;
    let server = Served::start(place, programs, mode)?;
    let mut failed = Vec::new();
    if let Some(clients) = clients {
        failed.extend(clients.hold(place, &server)?);
    }
    if let Some(schemathesis) = schemathesis
        && !schemathesis.holds(place, &server)?
    {
        failed.push("schemathesis found what it told above".to_owned());
    }
    Ok(failed.into_iter().map(|fault| format!("SIGN_IN={mode}: {fault}")).collect())
}
