//! Makes a data directory: whole under its final name, or not there at all.

use std::fs::{self, File};
use std::io::Write;
use std::process::{Command, Output, Stdio};

use crate::error::last_lines;
use crate::home::Home;
use crate::postmaster::Durability;
use crate::user::ServerUser;
use crate::{DATABASE, Error, Programs, Result, USER};

/// Makes `home`'s data directory with the superuser [`USER`] and the empty database [`DATABASE`].
pub(crate) fn make(
    home: &Home,
    programs: &Programs,
    user: &ServerUser,
    durability: Durability,
) -> Result<()> {
    let scratch = tempfile::Builder::new().prefix("new-").tempdir_in(home.dir());
    let scratch = scratch.map_err(Error::io("make a directory in", home.dir()))?;
    user.own(scratch.path())?;
    let data = scratch.path().join("data");

    let mut initdb = user.command(programs.initdb());
    initdb
        .args(["-U", USER, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-instructions", "-D"])
        .arg(&data);
    if durability == Durability::None {
        initdb.arg("--no-sync");
    }
    finished("initdb", initdb.output().map_err(Error::io("run", &programs.initdb()))?)?;

    // The database is made in single-user mode, so that what is renamed below is complete. That mode
    // carries on after an error and ends with success, unless it is told to exit on one.
    let mut single = user.command(programs.postgres());
    single.args(["--single", "-c", "exit_on_error=on", "-D"]).arg(&data).arg("postgres");
    finished(
        "postgres --single",
        fed(single, &format!("CREATE DATABASE {DATABASE}\n"))
            .map_err(Error::io("run", &programs.postgres()))?,
    )?;

    let pgdata = home.pgdata();
    fs::rename(&data, &pgdata).map_err(Error::io("name", &pgdata))?;
    let names = File::open(home.dir()).and_then(|dir| dir.sync_all());
    names.map_err(Error::io("save the names in", home.dir()))
}

fn fed(mut command: Command, input: &str) -> std::io::Result<Output> {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // One that ended early tells why in its output, which says more than a broken pipe.
        let _ = stdin.write_all(input.as_bytes());
    }
    child.wait_with_output()
}

fn finished(program: &'static str, output: Output) -> Result<()> {
    if output.status.success() {
        return Ok(());
    }
    let text = [output.stdout, output.stderr].concat();
    Err(Error::Program {
        program,
        status: output.status.to_string(),
        output: last_lines(&text, 12),
    })
}
