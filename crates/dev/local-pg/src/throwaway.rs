//! A quick cluster for tests that leaves nothing behind.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cluster::Cluster;
use crate::home::{Home, open_to_server};
use crate::postmaster::{self, Durability, Stop};
use crate::user::effective_uid;
use crate::{Error, Finder, Result, Say, Server};

const PREFIX: &str = "lpg-test-";
const MEMORY: &str = "/dev/shm";
const ROOM_BYTES: u64 = 1 << 30;

/// A new cluster in memory (or the temporary directory) that is stopped and deleted when this is dropped.
///
/// It keeps nothing safe: fsync, full_page_writes, synchronous_commit and autovacuum are off. When its
/// process is killed instead, the next start of any throw-away cluster stops and deletes it. Other
/// processes may share it: pass them a [`Throwaway::url`], which [`Server::from_url`] takes.
///
/// ```no_run
/// let tests = local_pg::Throwaway::start(&mut |_| {})?;
/// tests.server().create_database("template_1", None)?;
/// tests.server().create_database("test_1", Some("template_1"))?;
/// let url = tests.url("test_1");
/// # drop(url);
/// # Ok::<(), local_pg::Error>(())
/// ```
#[derive(Debug)]
pub struct Throwaway {
    cluster: Cluster,
}

impl Throwaway {
    /// Sweeps what killed runs left, then makes and starts a cluster.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start(say: Say<'_>) -> Result<Self> {
        Self::start_with(&Finder::from_environment(), say)
    }

    /// As [`Throwaway::start`], with the programs that `finder` finds.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(finder: &Finder, say: Say<'_>) -> Result<Self> {
        let temporary = std::env::temp_dir();
        for place in [Path::new(MEMORY), &temporary] {
            sweep(place)?;
        }
        let place = if has_room(Path::new(MEMORY)) { Path::new(MEMORY) } else { &temporary };
        let dir = tempfile::Builder::new()
            .prefix(PREFIX)
            .tempdir_in(place)
            .map_err(Error::io("make a directory in", place))?;
        open_to_server(dir.path())?;
        // In use before it is marked as ours: a concurrent sweep passes over what is not marked.
        let in_use = Home::unmarked(dir.path())?.share()?;
        let home = Home::of(dir.path())?;
        let _alone = home.lock(&mut |_| {})?;
        let started = Cluster::start_locked(home.clone(), in_use, finder, Durability::None, say);
        match started {
            Ok(cluster) => {
                let _ = dir.keep();
                Ok(Self { cluster })
            }
            Err(error) => {
                let _ = postmaster::stop(&home.pgdata(), Stop::Immediate);
                Err(error)
            }
        }
    }

    /// The address of one of its databases.
    pub fn url(&self, database: &str) -> String {
        self.cluster.url(database)
    }

    /// Its address and administration.
    pub fn server(&self) -> &Server {
        self.cluster.server()
    }

    /// The directory that it lies in, which is deleted with it.
    pub fn dir(&self) -> &Path {
        self.cluster.data_dir()
    }
}

impl Drop for Throwaway {
    /// What cannot be deleted now is swept away by the next start of a throw-away cluster.
    fn drop(&mut self) {
        let _ = remove(self.cluster.home());
    }
}

fn remove(home: &Home) -> Result<()> {
    postmaster::stop(&home.pgdata(), Stop::Immediate)?;
    fs::remove_dir_all(home.dir()).map_err(Error::io("delete", home.dir()))
}

/// Removes the throw-away clusters in `place` whose owners are gone. An owner holds a lock for as long
/// as it lives, so a number used again cannot deceive, and one that lives cannot be touched.
fn sweep(place: &Path) -> Result<()> {
    let us = effective_uid()?;
    for dir in left_overs(place) {
        // In a directory open to all a name proves nothing; the owner of the directory does.
        if !fs::symlink_metadata(&dir).is_ok_and(|dir| dir.is_dir() && dir.uid() == us) {
            continue;
        }
        if let Ok(Some(home)) = Home::existing(&dir)
            && let Ok(Some(_gone)) = home.try_alone()
        {
            let _ = remove(&home); // a concurrent sweep may be at it, too
        }
    }
    Ok(())
}

fn left_overs(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let named =
        entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(PREFIX.as_bytes()));
    named.map(|entry| entry.path()).collect()
}

/// Whether a gigabyte is free there. `df` says it; std does not.
fn has_room(place: &Path) -> bool {
    let df = Command::new("df").arg("-Pk").arg(place).output();
    let free = df.ok().and_then(|df| {
        let text = String::from_utf8_lossy(&df.stdout).into_owned();
        text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    place.is_dir() && free.is_some_and(|kilobytes| kilobytes * 1024 >= ROOM_BYTES)
}
