//! A private cluster in a directory: one server for all who ask, started by the first.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::home::{Home, Lock};
use crate::postmaster::{self, Durability, State, Stop};
use crate::{Error, Finder, Result, Row, Say, Server, initdb};

/// A connection that was just closed is counted by the server for a moment longer.
const LEAVING: Duration = Duration::from_secs(1);

/// A running private cluster, and the sign that this process uses it.
///
/// Dropping it stops nothing: the server lives on for others, or for the next start.
///
/// ```no_run
/// let mut say = |line: &str| eprintln!("{line}");
/// let cluster = local_pg::Cluster::start(".data".as_ref(), &mut say)?;
/// cluster.execute(local_pg::DATABASE, "SELECT 1")?;
/// if !cluster.stop_unless_used()? {
///     eprintln!("somebody else is connected: PostgreSQL stays");
/// }
/// # Ok::<(), local_pg::Error>(())
/// ```
#[derive(Debug)]
pub struct Cluster {
    home: Home,
    server: Server,
    started_here: bool,
    in_use: Lock,
}

impl Cluster {
    /// Says whether [`Cluster::start`] would take this directory; starts and makes nothing.
    ///
    /// # Errors
    /// [`Error::NotADirectory`], [`Error::NotOurs`], [`Error::OtherOwner`], [`Error::Unreachable`].
    pub fn check(data_dir: &Path) -> Result<()> {
        Home::check(data_dir).map(drop)
    }

    /// Whether there is a cluster in this directory, running or not; starts and makes nothing.
    ///
    /// # Errors
    /// [`Error::NotADirectory`], [`Error::OtherOwner`], [`Error::Io`].
    pub fn exists(data_dir: &Path) -> Result<bool> {
        let home = Home::existing(data_dir)?;
        home.map_or(Ok(false), |home| Ok(home.data_major()?.is_some()))
    }

    /// The cluster in `data_dir`: the one that runs there, else started, else made first (about a
    /// second). Returns when it takes connections. Starts of several processes go one after the other,
    /// and a start cut short at any moment does no harm.
    ///
    /// # Errors
    /// Those of [`Cluster::check`], [`Error::MajorMismatch`], those of [`crate::Programs::find`], and [`Error::NotReady`] with the log's end.
    pub fn start(data_dir: &Path, say: Say<'_>) -> Result<Self> {
        Self::start_with(data_dir, &Finder::from_environment(), say)
    }

    /// As [`Cluster::start`], with the programs that `finder` finds.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(data_dir: &Path, finder: &Finder, say: Say<'_>) -> Result<Self> {
        let home = Home::open_or_make(data_dir)?;
        let _alone = home.lock(say)?;
        let in_use = home.share()?;
        Self::start_locked(home, in_use, finder, Durability::Ordinary, say)
    }

    /// The cluster in `data_dir` if it runs; starts and makes nothing.
    ///
    /// # Errors
    /// [`Error::NotADirectory`], [`Error::OtherOwner`], [`Error::Io`].
    pub fn find(data_dir: &Path) -> Result<Option<Self>> {
        let Some(home) = Home::existing(data_dir)? else { return Ok(None) };
        let _alone = home.lock(&mut |_| {})?;
        let in_use = home.share()?;
        Ok(match postmaster::state(&home.pgdata())? {
            State::Ready(_, socket_dir) => {
                Some(Self { home, server: Server::at(socket_dir), started_here: false, in_use })
            }
            State::Absent | State::Unsettled(_) => None,
        })
    }

    /// Stops the cluster in `data_dir` if it runs, whoever uses it, deletes its data and starts a new,
    /// empty one. Deletes nothing but the data of a cluster made here. Ask [`Cluster::find`] and
    /// [`Cluster::other_clients`] first if somebody might mind.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn reset(data_dir: &Path, say: Say<'_>) -> Result<Self> {
        Self::reset_with(data_dir, &Finder::from_environment(), say)
    }

    /// As [`Cluster::reset`], with the programs that `finder` finds.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn reset_with(data_dir: &Path, finder: &Finder, say: Say<'_>) -> Result<Self> {
        let home = Home::open_or_make(data_dir)?;
        let _alone = home.lock(say)?;
        let in_use = home.share()?;
        let pgdata = home.pgdata();
        if pgdata.exists() {
            // Found before anything is deleted: without programs the old data are better than none.
            finder.find_for(&home.server_user()?, None, home.dir(), say)?;
            postmaster::stop(&pgdata, Stop::Fast)?;
            // Out of its name first, so that an interrupted deletion leaves no half of a cluster.
            let condemned = home.dir().join(format!("new-condemned-{}", std::process::id()));
            fs::rename(&pgdata, &condemned).map_err(Error::io("rename", &pgdata))?;
            say(&format!("deleting the data in {}", home.dir().display()));
            fs::remove_dir_all(&condemned).map_err(Error::io("delete", &condemned))?;
        }
        Self::start_locked(home, in_use, finder, Durability::Ordinary, say)
    }

    /// The whole start, for a caller that holds the right to it.
    pub(crate) fn start_locked(
        home: Home,
        in_use: Lock,
        finder: &Finder,
        durability: Durability,
        say: Say<'_>,
    ) -> Result<Self> {
        let pgdata = home.pgdata();
        match postmaster::state(&pgdata)? {
            State::Absent => {}
            // Another starter was killed while it waited, or somebody stops it by other means.
            State::Unsettled(_) | State::Ready(..) => {
                match postmaster::wait_until_ready(&pgdata, None) {
                    Ok(server) => return Ok(Self { home, server, started_here: false, in_use }),
                    Err(Error::NotReady { .. }) if postmaster::state(&pgdata)? == State::Absent => {
                    }
                    Err(other) => return Err(other),
                }
            }
        }
        let user = home.server_user()?;
        user.check_reach(home.dir())?;
        home.sweep();
        let data_major = home.data_major()?;
        let programs = finder.find_for(&user, data_major, home.dir(), say)?;
        if data_major.is_none() {
            say(&format!(
                "making a PostgreSQL {} cluster in {}",
                programs.major(),
                home.dir().display()
            ));
            initdb::make(&home, &programs, &user, durability)?;
        }
        let server = postmaster::launch(&programs, &user, &pgdata, durability)?;
        Ok(Self { home, server, started_here: true, in_use })
    }

    /// The address of one of its databases, such as [`crate::DATABASE`].
    pub fn url(&self, database: &str) -> String {
        self.server.url(database)
    }

    /// Its address and administration, which may outlive this handle.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Whether this very call started the server; if not, somebody else did, and may be using it.
    pub fn started_here(&self) -> bool {
        self.started_here
    }

    /// The directory it was started in.
    pub fn data_dir(&self) -> &Path {
        self.home.dir()
    }

    /// Where the server logs; that of the start before is beside it as `server.log.1`.
    pub fn log_file(&self) -> PathBuf {
        postmaster::log_file(&self.home.pgdata())
    }

    /// As [`Server::execute`].
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn execute(&self, database: &str, sql: &str) -> Result<Vec<Row>> {
        self.server.execute(database, sql)
    }

    /// As [`Server::other_clients`].
    ///
    /// # Errors
    /// As [`Server::execute`].
    pub fn other_clients(&self) -> Result<u64> {
        self.server.other_clients()
    }

    /// Stops the server, ending its clients, with everything written down. Stopped already is fine.
    ///
    /// # Errors
    /// [`Error::NotStopped`] after a minute.
    pub fn stop(self) -> Result<()> {
        let _alone = self.home.lock(&mut |_| {})?;
        postmaster::stop(&self.home.pgdata(), Stop::Fast)
    }

    /// Stops the server unless somebody else uses it: a client of any database (close your own pool
    /// first), or another handle in any process. Nobody can start to use it in between, except a client
    /// that has its address from elsewhere and connects in that very millisecond. Says whether it stopped.
    ///
    /// # Errors
    /// As [`Cluster::stop`] and [`Server::execute`].
    pub fn stop_unless_used(self) -> Result<bool> {
        let Self { home, server, in_use, .. } = self;
        let _alone = home.lock(&mut |_| {})?;
        drop(in_use);
        let Some(_last) = home.try_alone()? else { return Ok(false) };
        let began = Instant::now();
        while matches!(postmaster::state(&home.pgdata())?, State::Ready(..))
            && server.other_clients()? > 0
        {
            if began.elapsed() > LEAVING {
                return Ok(false);
            }
            thread::sleep(Duration::from_millis(20));
        }
        postmaster::stop(&home.pgdata(), Stop::Fast)?;
        Ok(true)
    }

    pub(crate) fn home(&self) -> &Home {
        &self.home
    }
}
