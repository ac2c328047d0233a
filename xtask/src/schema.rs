//! `schema.rs`, as the migrations make it.

use std::fs;
use std::path::PathBuf;

use local_pg::Throwaway;

use crate::cargo;
use crate::terminal::{Outcome, say};

fn file() -> PathBuf {
    cargo::root().join("crates/store-pg/src/schema.rs")
}

/// What the file should hold.
fn printed() -> Result<String, String> {
    let cluster = Throwaway::start(&mut |line| say(line)).map_err(|error| error.to_string())?;
    let mut print = cargo::cargo(&["run", "--quiet", "--package", "store-pg"]);
    print.args(["--example", "print_schema"]).env("DATABASE_URL", cluster.url("postgres"));
    cargo::output(&mut print)
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
