//! Every way this crate fails, worded for the person at the terminal.

use std::io;
use std::path::{Path, PathBuf};

/// What every fallible function here returns.
pub type Result<T> = std::result::Result<T, Error>;

/// Why PostgreSQL could not be found, started, asked or stopped.
///
/// `Display` says what to do next where there is something to do.
///
/// ```
/// let wrong = local_pg::Server::from_url("postgres://app@db.example.com/x");
/// assert!(matches!(wrong, Err(local_pg::Error::Url(_))));
/// ```
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system refused something.
    #[error("cannot {doing} {}: {source}", path.display())]
    Io {
        /// A verb, such as `read`.
        doing: &'static str,
        /// What it was done to.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },

    /// No usable PostgreSQL, and none could be fetched.
    #[error("no usable PostgreSQL {} or newer found.\n{tried}{remedy}", crate::OLDEST_MAJOR)]
    NotFound {
        /// One indented line for each place that held something unusable.
        tried: String,
        /// The command that installs it on this system.
        remedy: String,
    },

    /// The pinned build could not be fetched, is not what was pinned, or does not run here.
    #[error("fetching PostgreSQL: {0}")]
    Fetch(String),

    /// We are root, and PostgreSQL refuses to run as root.
    #[error(
        "PostgreSQL does not run as root, and this system has neither a user `postgres` nor `nobody`; run this as an ordinary user"
    )]
    NoServerUser,

    /// The server's user cannot enter a directory on the way to the data.
    #[error(
        "the server runs as user `{user}`, which cannot enter {barrier} (mode {mode:04o}) on the way to {path}.\nGive a data directory that it can reach, such as `--data-dir /var/tmp/{database}`, or run this as an ordinary user.",
        barrier = barrier.display(), path = path.display(), database = crate::DATABASE
    )]
    Unreachable {
        /// Who the server runs as.
        user: String,
        /// The directory that bars the way.
        barrier: PathBuf,
        /// That directory's permission bits.
        mode: u32,
        /// Where the server wanted to go.
        path: PathBuf,
    },

    /// The directory holds files, and not of our making.
    #[error("{} is not empty and was not made by this program; give an empty or a new directory", .0.display())]
    NotOurs(PathBuf),

    /// There is a file in the directory's place, or on the way to it.
    #[error("{} is a file; give a directory for the data, new or empty", .0.display())]
    NotADirectory(PathBuf),

    /// The directory belongs to somebody else.
    #[error("{} belongs to another user (id {owner}); run this as that user, or give another directory", path.display())]
    OtherOwner {
        /// The data directory.
        path: PathBuf,
        /// Its owner.
        owner: u32,
    },

    /// The data was made by another major version than the programs that were found.
    #[error(
        "{dir} holds data of PostgreSQL {data_major}, and there is {found}.\nEither keep using PostgreSQL {data_major}: install it, or set PGBINDIR to its bin directory.\nOr move: start it once more with PGBINDIR set to the old programs, save it with `pg_dump -Fc -f {database}.dump URL`, then start the new programs with another data directory and load it with `pg_restore -d URL {database}.dump`.",
        dir = dir.display(), database = crate::DATABASE
    )]
    MajorMismatch {
        /// The data directory.
        dir: PathBuf,
        /// The data's PG_VERSION.
        data_major: u32,
        /// What there is instead, such as `only PostgreSQL 15 in /usr/lib/postgresql/15/bin`.
        found: String,
    },

    /// One of PostgreSQL's programs ended with an error.
    #[error("{program} failed ({status}):\n{output}")]
    Program {
        /// Such as `initdb`.
        program: &'static str,
        /// Its exit status.
        status: String,
        /// The last lines of what it wrote.
        output: String,
    },

    /// The server ended, or said nothing, instead of becoming ready.
    #[error("PostgreSQL in {} {what}; the last lines of its log:\n{log}", dir.display())]
    NotReady {
        /// The data directory.
        dir: PathBuf,
        /// What it did instead.
        what: String,
        /// The end of its log.
        log: String,
    },

    /// The server was asked to stop and did not in time.
    #[error("PostgreSQL in {} (process {pid}) did not stop within {seconds} s", dir.display())]
    NotStopped {
        /// The data directory.
        dir: PathBuf,
        /// The postmaster.
        pid: u32,
        /// How long we waited.
        seconds: u64,
    },

    /// The server answered with an error.
    #[error("PostgreSQL says: {message} ({code})")]
    Sql {
        /// The SQLSTATE, five characters.
        code: String,
        /// The server's message.
        message: String,
    },

    /// One of PostgreSQL's client programs is not there.
    #[error("there is no `{0}`: install PostgreSQL's client programs")]
    NoClient(&'static str),

    /// A copy would take the place of a file.
    #[error("{} is there already: give a new file", .0.display())]
    Exists(PathBuf),

    /// The database holds rows, which a copy would have to take the place of.
    #[error("the database is not empty: {0} holds rows; make another database, or empty this one")]
    NotEmpty(String),

    /// What came over the socket is not what this small client understands.
    #[error("talking to PostgreSQL: {0}")]
    Protocol(String),

    /// Not an address of a private cluster.
    #[error(
        "not the address of a private cluster (postgres://app@%2Fsocket%2Fdirectory:5432/database): {0}"
    )]
    Url(String),
}

impl Error {
    /// For `map_err`: names the deed and the path beside the system's words.
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { doing, path, source }
    }
}

/// The last lines of a program's output: the reason is at its end.
pub(crate) fn last_lines(text: &[u8], count: usize) -> String {
    let text = String::from_utf8_lossy(text);
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines[from..].iter().map(|line| format!("  {line}\n")).collect::<String>().trim_end().to_owned()
}
