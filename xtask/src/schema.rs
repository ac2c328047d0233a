//! `schema.rs`, as the migrations make it.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use local_pg::Throwaway;

use crate::cargo::{must, root};
use crate::programs::build_programs_to_debug;
use crate::terminal::{Outcome, say};

/// Asks a migrated database for the whole file. The tests of the store ask the same.
const PRINTED: &str = include_str!("schema.sql");

fn file() -> PathBuf {
    root().join("crates/store-pg/src/schema.rs")
}

/// What the file should hold.
fn printed() -> Result<String, String> {
    let programs = build_programs_to_debug(&["importer"])?;
    let failed = |error: local_pg::Error| error.to_string();
    let cluster = Throwaway::start(&mut |line| say(line)).map_err(failed)?;
    let server = cluster.server();
    server.create_database("schema", None).map_err(failed)?;
    let mut migrate = Command::new(programs.join("importer"));
    migrate.arg("migrate").env("DATABASE_URL", cluster.url("schema"));
    must("making the tables", &mut migrate)?;
    let rows = server.execute("schema", PRINTED).map_err(failed)?;
    let printed = rows.into_iter().flatten().next().flatten();
    printed.ok_or_else(|| "the migrations make no tables".to_owned())
}

pub(crate) fn write() -> Outcome {
    fs::write(file(), printed()?).map_err(|fault| fault.to_string())?;
    Ok(0)
}

pub(crate) fn check() -> Result<(), String> {
    say("• schema.rs against the migrations");
    let written = fs::read_to_string(file()).map_err(|fault| fault.to_string())?;
    if written == printed()? {
        return Ok(());
    }
    Err("schema.rs is not what the migrations make: cargo xtask schema".to_owned())
}
