//! `cargo xtask db`: the private database.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use local_pg::{Client, Cluster, DATABASE, Programs, without_password};

use crate::cargo::hand_over;
use crate::database::{Database, DatabaseArgs, start};
use crate::terminal::{Outcome, print, say};

#[derive(Args)]
pub(crate) struct Db {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start the private database, if it does not run already.
    Start(DatabaseArgs),
    /// Stop it, unless somebody uses it.
    Stop(Stop),
    /// Delete it with all it holds, and make a new one. Never touches `DATABASE_URL`.
    Reset(DatabaseArgs),
    /// Open psql on the database.
    Psql(Psql),
    /// Start the database if need be, and print its address and nothing else.
    Url(DatabaseArgs),
    /// Write the whole database, as one moment saw it, to a new file.
    Dump(Copy),
    /// Put such a file into a database that holds no book: all of it, or nothing.
    Restore(Copy),
}

#[derive(Args)]
struct Stop {
    #[command(flatten)]
    database: DatabaseArgs,
    /// Stop it under whoever uses it.
    #[arg(long)]
    force: bool,
}

#[derive(Args)]
struct Copy {
    #[command(flatten)]
    database: DatabaseArgs,
    /// The copy.
    #[arg(value_name = "FILE")]
    file: PathBuf,
}

#[derive(Args)]
struct Psql {
    #[command(flatten)]
    database: DatabaseArgs,
    /// What psql is to be told.
    #[arg(last = true)]
    arguments: Vec<String>,
}

impl Db {
    pub(crate) fn run(self) -> Outcome {
        match self.command {
            Command::Start(database) => {
                let cluster = start(&database.data_dir())?;
                print(&cluster.url(DATABASE))?;
            }
            Command::Stop(stop) => stop.run()?,
            Command::Reset(database) => reset(&database)?,
            Command::Psql(psql) => return psql.run(),
            Command::Url(database) => print(&url(&database)?)?,
            Command::Dump(copy) => copy.with(Programs::dump)?,
            Command::Restore(copy) => copy.with(Programs::restore)?,
        }
        Ok(0)
    }
}

fn reset(database: &DatabaseArgs) -> Result<(), String> {
    database.check_existing()?;
    let cluster = Cluster::reset(&database.data_dir(), &mut |line| say(line));
    let cluster = cluster.map_err(|error| error.to_string())?;
    cluster.stop_unless_used().map_err(|error| error.to_string())?;
    say("the private database is empty");
    Ok(())
}

/// An address is of use only while somebody answers there: the private database is started, and
/// goes on running.
fn url(database: &DatabaseArgs) -> Result<String, String> {
    Ok(database.open_existing()?.url())
}

impl Stop {
    fn run(&self) -> Result<(), String> {
        self.database.check_existing()?;
        let failed = |error: local_pg::Error| error.to_string();
        let Some(cluster) = Cluster::find(&self.database.data_dir()).map_err(failed)? else {
            say("the private database does not run");
            return Ok(());
        };
        if self.force {
            return cluster.stop().map_err(failed);
        }
        let server = cluster.server().clone();
        if cluster.stop_unless_used().map_err(failed)? {
            return Ok(());
        }
        let clients = server.clients().map_err(failed)?;
        Err(format!("the private database is in use: {}. --force stops it", users(&clients)))
    }
}

/// Who uses a server. A command that has just begun is not connected yet.
fn users(clients: &[Client]) -> String {
    if clients.is_empty() {
        return "another `cargo xtask` is at work on it".to_owned();
    }
    let user = |client: &Client| {
        let Client { application, database, connections } = client;
        let name = if application.is_empty() { "a program without a name" } else { application };
        let connections = match connections {
            1 => "1 connection".to_owned(),
            many => format!("{many} connections"),
        };
        format!("{name} has {connections} to {database}")
    };
    clients.iter().map(user).collect::<Vec<_>>().join(", ")
}

impl Copy {
    fn with(
        &self,
        copy: impl FnOnce(&Programs, &str, &Path) -> local_pg::Result<()>,
    ) -> Result<(), String> {
        let database = self.database.open_existing()?;
        let programs = Programs::find(&mut |line| say(line)).map_err(|error| error.to_string())?;
        let copied = copy(&programs, &database.url(), &self.file);
        database.close()?;
        copied.map_err(|error| error.to_string())
    }
}

impl Psql {
    fn run(self) -> Outcome {
        let database = self.database.open_existing()?;
        let programs = Programs::find(&mut |line| say(line)).map_err(|error| error.to_string())?;
        let psql = programs.psql().unwrap_or_else(|| "psql".into());
        let mut command = std::process::Command::new(&psql);
        let (address, password) = without_password(&database.url());
        command.arg(address).envs(password.map(|it| ("PGPASSWORD", it))).args(&self.arguments);
        let code = hand_over(&mut command)
            .map_err(|reason| format!("{reason}; install PostgreSQL's client programs"))?;
        match database {
            Database::Given(_) => {}
            private => private.close()?,
        }
        Ok(code)
    }
}
