//! The address of a running cluster, and the few statements that administer it.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::address::{percent_decoded, percent_encoded};
use crate::{Error, Result, Row, USER, wire};

/// The port in the socket's name. Fixed, and written into every url, so that PGPORT changes nothing.
pub(crate) const PORT: u16 = 5432;

/// A running cluster as its clients see it. Any process may have one: pass a url, then [`Server::from_url`].
///
/// ```
/// let server = local_pg::Server::from_url("postgres://app@%2Fdev%2Fshm%2Fpg:5432/postgres")?;
/// assert_eq!(server.url("tests"), "postgres://app@%2Fdev%2Fshm%2Fpg:5432/tests");
/// # Ok::<(), local_pg::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    socket_dir: PathBuf,
    timeout: Duration,
}

impl Server {
    /// The server whose socket is in `socket_dir`; it need not run yet.
    pub fn at(socket_dir: impl Into<PathBuf>) -> Self {
        Self { socket_dir: socket_dir.into(), timeout: Duration::from_secs(60) }
    }

    /// The server of an address that [`Server::url`] made.
    ///
    /// # Errors
    /// [`Error::Url`] for any other address: it may be somebody's production.
    pub fn from_url(url: &str) -> Result<Self> {
        let wrong = || Error::Url(url.to_owned());
        let rest =
            ["postgres://", "postgresql://"].iter().find_map(|scheme| url.strip_prefix(scheme));
        let rest =
            rest.and_then(|rest| rest.strip_prefix(USER)).and_then(|rest| rest.strip_prefix('@'));
        let (host, _database) = rest.and_then(|rest| rest.split_once('/')).ok_or_else(wrong)?;
        let host = host.strip_suffix(&format!(":{PORT}")).unwrap_or(host);
        let socket_dir = percent_decoded(host).map(PathBuf::from);
        let socket_dir = socket_dir.filter(|dir| dir.is_absolute()).ok_or_else(wrong)?;
        Ok(Self::at(socket_dir))
    }

    /// The same server with another limit on each wait for an answer (60 s unless told).
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The address of one of its databases, for libpq and all that understands libpq's addresses.
    pub fn url(&self, database: &str) -> String {
        let host = percent_encoded(self.socket_dir.as_os_str().as_bytes());
        format!("postgres://{USER}@{host}:{PORT}/{}", percent_encoded(database.as_bytes()))
    }

    /// The directory its socket is in.
    pub fn socket_dir(&self) -> &Path {
        &self.socket_dir
    }

    /// Runs statements in `database` over a connection of their own and returns all their rows as text.
    /// Several statements in one text are one transaction, as PostgreSQL has it.
    ///
    /// # Errors
    /// [`Error::Sql`] when PostgreSQL refuses, [`Error::Io`] when nobody listens, [`Error::Protocol`]
    /// when the answer is late, too long (64 MB) or strange. `COPY … FROM STDIN` is not for this client.
    ///
    /// ```no_run
    /// # let server = local_pg::Server::at("/tmp");
    /// let rows = server.execute("postgres", "SELECT 1, NULL")?;
    /// assert_eq!(rows, [[Some("1".to_owned()), None]]);
    /// # Ok::<(), local_pg::Error>(())
    /// ```
    pub fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>> {
        wire::execute(&self.socket_dir.join(socket_name()), database, sql, self.timeout)
    }

    /// Creates a database: empty, or a copy of `template`, to which nobody may then be connected.
    /// The copy is of files, which is quickest for a small template on a throw-away cluster.
    ///
    /// # Errors
    /// As [`Server::execute`]; SQLSTATE 42P04 when it exists, 55006 when the template is in use.
    pub fn create_database(&self, name: &str, template: Option<&str>) -> Result<()> {
        let copy =
            template.map(|template| format!(" TEMPLATE {} STRATEGY FILE_COPY", quoted(template)));
        let sql = format!("CREATE DATABASE {}{}", quoted(name), copy.unwrap_or_default());
        self.execute("postgres", &sql).map(drop)
    }

    /// Drops a database, ending its connections; nothing happens when there is none.
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn drop_database(&self, name: &str) -> Result<()> {
        let sql = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", quoted(name));
        self.execute("postgres", &sql).map(drop)
    }

    /// How many clients are connected to any of its databases, the one that asks not counted. A pool
    /// of this very process counts.
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn other_clients(&self) -> Result<u64> {
        let count = "SELECT count(*) FROM pg_stat_activity \
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()";
        let rows = self.execute("postgres", count)?;
        let count = rows.first().and_then(|row| row.first()?.as_deref()?.parse().ok());
        count.ok_or_else(|| Error::Protocol("no count of the clients".to_owned()))
    }

    /// Who is connected to its databases, the one that asks not counted, by name.
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn clients(&self) -> Result<Vec<Client>> {
        let clients = "SELECT application_name, datname, count(*) FROM pg_stat_activity \
             WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() \
             GROUP BY 1, 2 ORDER BY 1, 2";
        let rows = self.execute("postgres", clients)?.into_iter();
        rows.map(|row| Client::of(row).ok_or_else(|| Error::Protocol("no clients".to_owned())))
            .collect()
    }

    /// Ends all connections to `database` but the one that asks. They may take a moment to be gone.
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn terminate_clients(&self, database: &str) -> Result<()> {
        let sql = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
             WHERE datname = '{}' AND pid <> pg_backend_pid()",
            database.replace('\'', "''")
        );
        self.execute("postgres", &sql).map(drop)
    }
}

/// A program that is connected to a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// What it calls itself; empty where it does not.
    pub application: String,
    /// The database that it is connected to.
    pub database: String,
    /// How many connections of that name there are.
    pub connections: u64,
}

impl Client {
    fn of(row: Row) -> Option<Self> {
        let mut fields = row.into_iter();
        let (application, database) = (fields.next()??, fields.next()??);
        Some(Self { application, database, connections: fields.next()??.parse().ok()? })
    }
}

/// The socket's file name, of which PostgreSQL leaves only the number to us.
pub(crate) fn socket_name() -> String {
    format!(".s.PGSQL.{PORT}")
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
