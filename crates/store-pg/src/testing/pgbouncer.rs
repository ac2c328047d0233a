//! A real PgBouncer before a test's database.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{TestDatabase, must};

/// Set where a PgBouncer has to be there: without it, tests that need one pass where there is none.
pub const PGBOUNCER_REQUIRED: &str = "TEST_PGBOUNCER_REQUIRED";

/// Where it may be beside the directories of `PATH`: it counts as a program for administrators.
const PLACES: [&str; 3] = ["/usr/sbin", "/usr/local/sbin", "/opt/homebrew/bin"];

/// How long its socket may take, at a check every [`PACE`].
const CHECKS: u32 = 3_000;
const PACE: Duration = Duration::from_millis(10);

/// A PgBouncer, ended with this.
#[derive(Debug)]
pub struct PgBouncer {
    child: Child,
    directory: PathBuf,
    database: String,
}

impl PgBouncer {
    /// One before this database, with these lines of configuration, such as `pool_mode = session`;
    /// none where the program is not installed.
    ///
    /// # Panics
    /// Where it does not start, or is not there and [`PGBOUNCER_REQUIRED`] is set.
    #[must_use]
    pub fn start(database: &TestDatabase, settings: &str) -> Option<Self> {
        let Some(program) = find() else {
            let is_required = std::env::var_os(PGBOUNCER_REQUIRED).is_some();
            assert!(!is_required, "{PGBOUNCER_REQUIRED} is set, and there is no pgbouncer");
            return None;
        };
        let socket_dir = database.server.socket_dir();
        let owner = must(fs::metadata(socket_dir)).uid();
        let directory = must(tempfile_in(&std::env::temp_dir()));
        let file = directory.join("pgbouncer.ini");
        let place = directory.display();
        let configuration = format!(
            "[databases]\n* = host={} port=5432 user=app\n[pgbouncer]\nlisten_addr =\n\
             listen_port = 6432\nunix_socket_dir = {place}\nauth_type = any\n{settings}\n",
            socket_dir.display()
        );
        must(fs::write(&file, configuration));
        let mut command = Command::new(program);
        // It does not run as root; whoever runs the server can reach its socket.
        if must(fs::metadata(&directory)).uid() == 0 {
            command.args(["-u", &user(owner)]);
        }
        let child = command.arg("-q").arg(file).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let bouncer = Self { child: must(child), directory, database: database.name.clone() };
        bouncer.wait();
        Some(bouncer)
    }

    /// The database's address by way of it.
    #[must_use]
    pub fn url(&self) -> String {
        let directory = self.directory.to_string_lossy().replace('/', "%2F");
        format!("postgres://app@{directory}:6432/{}", self.database)
    }

    fn wait(&self) {
        let socket = self.directory.join(".s.PGSQL.6432");
        let there = (0..CHECKS).any(|_| {
            thread::sleep(PACE);
            // The socket is there before anybody listens at it.
            UnixStream::connect(&socket).is_ok()
        });
        assert!(there, "pgbouncer does not listen in {}", self.directory.display());
    }
}

impl Drop for PgBouncer {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}

fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let places = std::env::split_paths(&path).chain(PLACES.map(PathBuf::from));
    places.map(|place| place.join("pgbouncer")).find(|program| program.is_file())
}

/// A new directory that everybody may use: the socket's, for a server that runs as somebody else.
fn tempfile_in(parent: &Path) -> std::io::Result<PathBuf> {
    let name = format!("pgbouncer-{}-{:?}", std::process::id(), thread::current().id());
    let name: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let directory = parent.join(name);
    fs::create_dir(&directory)?;
    fs::set_permissions(&directory, Permissions::from_mode(0o777))?;
    Ok(directory)
}

fn user(id: u32) -> String {
    let passwd = must(fs::read_to_string("/etc/passwd"));
    let name = passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)? == id.to_string()).then(|| name.to_owned())
    });
    name.unwrap_or_else(|| "nobody".to_owned())
}
