//! Which database a command works on: `DATABASE_URL`, or the private one.

use std::path::{Path, PathBuf};

use clap::Args;
use local_pg::{Cluster, DATABASE};

use crate::cargo;
use crate::terminal::say;

/// Where the database is.
#[derive(Args, Clone)]
pub(crate) struct DatabaseArgs {
    /// The private database's directory; `.data` in the workspace by default.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// A database to use instead.
    #[arg(long, env, hide_env_values = true, value_name = "URL")]
    database_url: Option<String>,
}

/// A database that answers.
pub(crate) enum Database {
    /// Somebody else's: nothing is started or stopped.
    Given(String),
    /// The private one.
    Private(Cluster),
}

impl DatabaseArgs {
    pub(crate) fn data_dir(&self) -> PathBuf {
        self.data_dir.clone().unwrap_or_else(|| cargo::root().join(".data"))
    }

    pub(crate) fn given(&self) -> Option<&str> {
        self.database_url.as_deref().filter(|url| !url.is_empty())
    }

    /// Refuses a directory that can hold no private database, before anything is built for it.
    pub(crate) fn check(&self) -> Result<(), String> {
        match self.given() {
            Some(_) => Ok(()),
            None => Cluster::check(&self.data_dir()).map_err(|error| error.to_string()),
        }
    }

    /// The database, made and started if need be.
    pub(crate) fn open(&self) -> Result<Database, String> {
        match self.given() {
            Some(url) => Ok(Database::Given(url.to_owned())),
            None => start(&self.data_dir()).map(Database::Private),
        }
    }

    /// The database, started if need be, and never made.
    pub(crate) fn open_existing(&self) -> Result<Database, String> {
        if self.given().is_none() {
            self.check_existing()?;
        }
        self.open()
    }

    /// Refuses a directory that holds no private database.
    pub(crate) fn check_existing(&self) -> Result<(), String> {
        let data_dir = self.data_dir();
        match Cluster::exists(&data_dir).map_err(|error| error.to_string())? {
            true => Ok(()),
            false => Err(format!(
                "there is no private database in {}: `cargo xtask db start` makes one, `cargo xtask \
                 import FILE` makes and fills it, --data-dir takes another directory",
                data_dir.display()
            )),
        }
    }
}

pub(crate) fn start(data_dir: &Path) -> Result<Cluster, String> {
    Cluster::start(data_dir, &mut |line| say(line)).map_err(|error| error.to_string())
}

impl Database {
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Given(url) => url.clone(),
            Self::Private(cluster) => cluster.url(DATABASE),
        }
    }

    /// Stops the private database if this command started it and nobody else uses it.
    pub(crate) fn close(self) -> Result<(), String> {
        match self {
            Self::Private(cluster) if cluster.started_here() => {
                cluster.stop_unless_used().map(drop).map_err(|error| error.to_string())
            }
            _ => Ok(()),
        }
    }
}
