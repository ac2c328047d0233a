//! A temporary directory that the server's user can reach, and what tests do in one.

use std::fs;
use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use local_pg::{Cluster, Server};
use tempfile::TempDir;

/// Stops the cluster in it, if a failed test left one running, and is gone.
pub(crate) struct Place {
    dir: TempDir,
    data_dir: PathBuf,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self::named("data")
    }

    pub(crate) fn named(name: &str) -> Self {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let data_dir = dir.path().join(name);
        Self { dir, data_dir }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    pub(crate) fn data_dir(&self) -> &Path {
        &self.data_dir
    }

    pub(crate) fn pgdata(&self) -> PathBuf {
        self.data_dir.join("postgres")
    }

    pub(crate) fn start(&self) -> Cluster {
        Cluster::start(&self.data_dir, &mut |_| {}).unwrap()
    }

    /// The names in the data directory.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.data_dir).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    pub(crate) fn postmaster(&self) -> String {
        let text = fs::read_to_string(self.pgdata().join("postmaster.pid")).unwrap();
        text.lines().next().unwrap().to_owned()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Ok(Some(running)) = Cluster::find(&self.data_dir) {
            let _ = running.stop();
        }
    }
}

pub(crate) fn as_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    tempfile::tempfile().unwrap().metadata().unwrap().uid() == 0
}

/// Makes a directory that all can enter, whatever the umask.
pub(crate) fn open_dir(path: &Path) {
    fs::create_dir_all(path).unwrap();
    let temporary = std::env::temp_dir();
    for made in path.ancestors().take_while(|made| *made != temporary) {
        fs::set_permissions(made, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

pub(crate) fn executable(path: &Path, text: &str) {
    open_dir(path.parent().unwrap());
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

pub(crate) fn signal(name: &str, pid: &str) {
    let status = std::process::Command::new("/bin/sh")
        .args(["-c", r#"kill -s "$0" "$1""#, name, pid])
        .status();
    assert!(status.unwrap().success());
}

/// A client that is connected and does nothing until it is dropped.
pub(crate) fn idle_client(server: &Server, database: &str) -> UnixStream {
    let mut client = UnixStream::connect(server.socket_dir().join(".s.PGSQL.5432")).unwrap();
    let body = [b"\0\x03\0\0user\0app\0database\0", database.as_bytes(), b"\0\0"].concat();
    let length = u32::try_from(body.len() + 4).unwrap();
    client.write_all(&[&length.to_be_bytes()[..], &body].concat()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"Z\0\0\0\x05I") {
        let mut byte = [0];
        client.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    client
}
