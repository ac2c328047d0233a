//! A throw-away database a test, on one quick cluster for all of them.
//!
//! `TEST_CLUSTER_URL` names a cluster that was started for all test processes; without it each
//! process starts its own, which ends with the process.

mod pgbouncer;

use std::sync::LazyLock;
use std::sync::atomic::{AtomicU32, Ordering};

use local_pg::{Server, Throwaway};

use crate::{PgConnection, connect, migrate};

pub use pgbouncer::{PGBOUNCER_REQUIRED, PgBouncer};

/// Names the cluster that test processes share.
pub const TEST_CLUSTER_URL: &str = "TEST_CLUSTER_URL";

/// A database with the book's tables, dropped with this.
#[derive(Debug)]
pub struct TestDatabase {
    server: Server,
    name: String,
}

impl TestDatabase {
    /// A database with empty tables.
    ///
    /// # Panics
    /// Where PostgreSQL cannot be started: a test cannot go on.
    #[must_use]
    pub fn new() -> Self {
        LazyLock::force(&TEMPLATE_IS_MADE);
        Self::made_from(Some(TEMPLATE))
    }

    /// A database without tables.
    ///
    /// # Panics
    /// Where PostgreSQL cannot be started.
    #[must_use]
    pub fn without_tables() -> Self {
        Self::made_from(None)
    }

    /// A database of another encoding, without tables.
    ///
    /// # Panics
    /// Where PostgreSQL cannot be started.
    #[must_use]
    pub fn encoded_as(encoding: &str) -> Self {
        let Self { server, name } = &Self::without_tables();
        let name = format!("{name}_{}", encoding.to_lowercase());
        let create =
            format!("CREATE DATABASE {name} TEMPLATE template0 ENCODING '{encoding}' LOCALE 'C'");
        must(server.execute("postgres", &create));
        Self { server: server.clone(), name }
    }

    /// Runs statements in it, and gives their rows as text.
    ///
    /// # Panics
    /// Where the database refuses them.
    pub fn execute(&self, sql: &str) -> Vec<local_pg::Row> {
        must(self.server.execute(&self.name, sql))
    }

    /// Sets a setting for all connections to come.
    ///
    /// # Panics
    /// Where there is no such setting.
    pub fn set(&self, setting: &str, value: &str) {
        // From elsewhere, so that what was set before is no obstacle.
        let alter = format!("ALTER DATABASE {} SET {setting} = '{value}'", self.name);
        must(self.server.execute("postgres", &alter));
    }

    fn made_from(template: Option<&str>) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("test_{}_{number}", std::process::id());
        let server = server();
        must(server.create_database(&name, template));
        Self { server, name }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// A connection to it.
    ///
    /// # Panics
    /// Where it cannot be reached.
    #[must_use]
    pub fn connect(&self) -> PgConnection {
        must(connect(&self.url(), "test"))
    }
}

/// Whether an import of this database holds the lock.
///
/// # Panics
/// Where the database does not answer.
#[must_use]
pub fn import_is_under_way(connection: &mut PgConnection) -> bool {
    must(crate::import::is_under_way(connection))
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        // A database left over goes with its cluster.
        let _ = self.server.drop_database(&self.name);
    }
}

/// The process's own cluster. Statics are never dropped: the next cluster's start sweeps it away.
static CLUSTER: LazyLock<Throwaway> = LazyLock::new(|| must(Throwaway::start(&mut |_| {})));

fn server() -> Server {
    match std::env::var(TEST_CLUSTER_URL) {
        Ok(url) => must(Server::from_url(&url)),
        Err(_) => CLUSTER.server().clone(),
    }
}

/// The migrated database that tests' databases are copies of, made once a cluster by whoever
/// comes first.
const TEMPLATE: &str = "template_book";

static TEMPLATE_IS_MADE: LazyLock<()> = LazyLock::new(|| {
    let server = server();
    if template_exists(&server) {
        return;
    }
    let draft = format!("template_draft_{}", std::process::id());
    must(server.create_database(&draft, None));
    let mut connection = must(connect(&server.url(&draft), "test template"));
    must(migrate(&mut connection));
    drop(connection);
    must(server.terminate_clients(&draft));
    let rename = format!("ALTER DATABASE {draft} RENAME TO {TEMPLATE}");
    if let Err(error) = server.execute("postgres", &rename) {
        // Another test process was quicker.
        assert!(template_exists(&server), "the template cannot be made: {error}");
        must(server.drop_database(&draft));
    }
});

fn template_exists(server: &Server) -> bool {
    let exists = format!("SELECT 1 FROM pg_database WHERE datname = '{TEMPLATE}'");
    !must(server.execute("postgres", &exists)).is_empty()
}

fn must<T, E: std::fmt::Display>(result: Result<T, E>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("a test database cannot be had: {error}"),
    }
}
