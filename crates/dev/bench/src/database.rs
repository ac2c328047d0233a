//! A PostgreSQL of our own, as durable as any, gone when the run ends.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use local_pg::{Cluster, Programs, Server};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use store_pg::PgConnection;
use tempfile::TempDir;

use crate::terminal::{Outcome, say};

/// The database that holds the book.
pub(crate) const BOOK: &str = "book";

/// Statements may take their time.
const PATIENCE: Duration = Duration::from_secs(3600);

pub(crate) struct Database {
    cluster: Option<Cluster>,
    server: Server,
    psql: Option<PathBuf>,
    dir: TempDir,
}

impl Database {
    pub(crate) fn start() -> Outcome<Self> {
        // The server may run as another user, who has to get in.
        let dir = tempfile::Builder::new()
            .prefix("bench-")
            .permissions(Permissions::from_mode(0o755))
            .tempdir()?;
        let cluster_dir = dir.path().join("cluster");
        stop_on_signals(dir.path())?;
        let cluster = Cluster::start(&cluster_dir, &mut |line| say(line))?;
        let server = cluster.server().clone().with_timeout(PATIENCE);
        let psql = Programs::find(&mut |line| say(line))?.psql();
        Ok(Self { cluster: Some(cluster), server, psql, dir })
    }

    /// A place for other files.
    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn url(&self, name: &str) -> String {
        self.server.url(name)
    }

    pub(crate) fn connect(&self, name: &str) -> Outcome<PgConnection> {
        Ok(store_pg::connect(&self.url(name), "bench")?)
    }

    /// A new database with empty tables, and everything before it written down.
    pub(crate) fn create(&self, name: &str) -> Outcome<PgConnection> {
        self.server.create_database(name, None)?;
        let mut connection = self.connect(name)?;
        store_pg::migrate(&mut connection)?;
        self.checkpoint()?;
        Ok(connection)
    }

    pub(crate) fn remove(&self, name: &str) -> Outcome<()> {
        Ok(self.server.drop_database(name)?)
    }

    pub(crate) fn execute(&self, name: &str, sql: &str) -> Outcome<()> {
        self.server.execute(name, sql)?;
        Ok(())
    }

    /// The number that a query gives.
    pub(crate) fn count(&self, name: &str, sql: &str) -> Outcome<u64> {
        let rows = self.server.execute(name, sql)?;
        let cell = rows.first().and_then(|row| row.first()).and_then(Option::as_ref);
        Ok(cell.ok_or("nothing was counted")?.parse()?)
    }

    /// So that nobody pays for what another one wrote.
    pub(crate) fn checkpoint(&self) -> Outcome<()> {
        self.execute("postgres", "CHECKPOINT")
    }

    /// What autovacuum would have done in time.
    pub(crate) fn settle(&self, name: &str) -> Outcome<()> {
        self.execute(name, "VACUUM ANALYZE")?;
        self.checkpoint()
    }

    pub(crate) fn has_psql(&self) -> bool {
        self.psql.is_some()
    }

    pub(crate) fn psql(&self, name: &str, sql: &str, from: Stdio, to: Stdio) -> Outcome<()> {
        let program = self.psql.as_ref().ok_or("there is no psql")?;
        let mut psql = Command::new(program);
        psql.args(["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", sql]);
        let status = psql.arg("--dbname").arg(self.url(name)).stdin(from).stdout(to).status()?;
        if status.success() { Ok(()) } else { Err(format!("psql failed: {sql}").into()) }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(Err(error)) = self.cluster.take().map(Cluster::stop) {
            say(&format!("bench: PostgreSQL in {} goes on: {error}", self.dir.path().display()));
        }
    }
}

/// The server has a life of its own, which Ctrl-C has to end as well.
fn stop_on_signals(dir: &Path) -> Outcome<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let dir = dir.to_owned();
    std::thread::spawn(move || {
        if signals.forever().next().is_some() {
            if let Ok(Some(cluster)) = Cluster::find(&dir.join("cluster")) {
                let _ = cluster.stop();
            }
            let _ = std::fs::remove_dir_all(&dir);
            std::process::exit(130);
        }
    });
    Ok(())
}
