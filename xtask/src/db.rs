//! `cargo xtask db`: the private database.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use local_pg::{Cluster, DATABASE, Programs, without_password};

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
    /// Stop it.
    Stop(DatabaseArgs),
    /// Delete it with all it holds, and make a new one. Never touches `DATABASE_URL`.
    Reset(DatabaseArgs),
    /// Open psql on the database.
    Psql(Psql),
    /// Print the database's address, and nothing else.
    Url(DatabaseArgs),
    /// Write the whole database, as one moment saw it, to a new file.
    Dump(Copy),
    /// Put such a file into a database that holds no book: all of it, or nothing.
    Restore(Copy),
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
            Command::Stop(database) => match find(&database)? {
                Some(cluster) => cluster.stop().map_err(|error| error.to_string())?,
                None => say("the private database does not run"),
            },
            Command::Reset(database) => {
                let cluster = Cluster::reset(&database.data_dir(), &mut |line| say(line));
                let cluster = cluster.map_err(|error| error.to_string())?;
                cluster.stop_unless_used().map_err(|error| error.to_string())?;
                say("the private database is empty");
            }
            Command::Psql(psql) => return psql.run(),
            Command::Url(database) => print(&url(&database)?)?,
            Command::Dump(copy) => copy.with(Programs::dump)?,
            Command::Restore(copy) => copy.with(Programs::restore)?,
        }
        Ok(0)
    }
}

fn find(database: &DatabaseArgs) -> Result<Option<Cluster>, String> {
    Cluster::find(&database.data_dir()).map_err(|error| error.to_string())
}

/// An address is of use only while somebody answers there: the private database is started, and
/// goes on running.
fn url(database: &DatabaseArgs) -> Result<String, String> {
    Ok(database.open()?.url())
}

impl Copy {
    fn with(
        &self,
        copy: impl FnOnce(&Programs, &str, &Path) -> local_pg::Result<()>,
    ) -> Result<(), String> {
        let programs = Programs::find(&mut |line| say(line)).map_err(|error| error.to_string())?;
        let database = self.database.open()?;
        let copied = copy(&programs, &database.url(), &self.file);
        database.close()?;
        copied.map_err(|error| error.to_string())
    }
}

impl Psql {
    fn run(self) -> Outcome {
        let database = self.database.open()?;
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
