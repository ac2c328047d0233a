//! The directory a cluster lives in, and who may do what in it at the same time.
//!
//! ```text
//! DIR/local-pg.lock   the marker that it is ours; locked while somebody starts or stops the server
//! DIR/in-use.lock     locked (shared) by every handle, so that the last one can tell that it is the last
//! DIR/postgres/       PostgreSQL's data directory, 0700, the server user's own
//! DIR/new-*/          a cluster in the making; left over only when its maker was killed
//! ```
//!
//! Locks are the kernel's (flock): they end with the process, however it ends, so none is ever stale.

use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use crate::user::{ServerUser, effective_uid};
use crate::{Error, Result, Say};

const MARKER: &str = "local-pg.lock";
const IN_USE: &str = "in-use.lock";

/// A directory that carries our marker.
#[derive(Clone, Debug)]
pub(crate) struct Home {
    dir: PathBuf,
}

impl Home {
    /// Where the directory is, if it can be ours: it is new, or empty, or was ours before, and the
    /// server's user can reach it. Makes nothing, so that a refusal leaves nothing behind.
    pub(crate) fn check(data_dir: &Path) -> Result<PathBuf> {
        let dir = absolute(data_dir)?;
        refuse_file(&dir)?;
        refuse_other_owner(&dir)?;
        ServerUser::for_data_in(&dir)?.check_reach(&dir)?;
        if dir.is_dir() {
            refuse_others_files(&dir)?;
        }
        Ok(dir)
    }

    /// The directory made ours, if it can be.
    pub(crate) fn open_or_make(data_dir: &Path) -> Result<Self> {
        let dir = Self::check(data_dir)?;
        make_dirs(&dir)?;
        refuse_others_files(&dir)?;
        Self::of(&dir)
    }

    /// The directory with our marker put into it, whatever else it holds.
    pub(crate) fn of(dir: &Path) -> Result<Self> {
        let home = Self::unmarked(dir)?;
        open_lock_file(&home.dir.join(MARKER))?;
        Ok(home)
    }

    /// The directory without a marker yet, for one who prepares it.
    pub(crate) fn unmarked(dir: &Path) -> Result<Self> {
        Ok(Self { dir: fs::canonicalize(dir).map_err(Error::io("open", dir))? })
    }

    /// The directory if it is ours already.
    pub(crate) fn existing(data_dir: &Path) -> Result<Option<Self>> {
        let dir = absolute(data_dir)?;
        refuse_file(&dir)?;
        refuse_other_owner(&dir)?;
        if !dir.join(MARKER).exists() {
            return Ok(None);
        }
        Self::unmarked(&dir).map(Some)
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// PostgreSQL's data directory.
    pub(crate) fn pgdata(&self) -> PathBuf {
        self.dir.join("postgres")
    }

    /// The major version that made the data, if there are data.
    pub(crate) fn data_major(&self) -> Result<Option<u32>> {
        let file = self.pgdata().join("PG_VERSION");
        match fs::read_to_string(&file) {
            Ok(text) => {
                let major =
                    text.trim().parse().map_err(|_| std::io::Error::from(ErrorKind::InvalidData));
                major.map(Some).map_err(Error::io("understand", &file))
            }
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Error::io("read", &file)(error)),
        }
    }

    /// Who runs the server here: the owner of the data if there are any.
    pub(crate) fn server_user(&self) -> Result<ServerUser> {
        let pgdata = self.pgdata();
        ServerUser::for_data_in(if pgdata.exists() { &pgdata } else { &self.dir })
    }

    /// The right to start, stop, make and delete.
    pub(crate) fn lock(&self, say: Say<'_>) -> Result<Lock> {
        let mut wait =
            || say(&format!("waiting for another start or stop of {}", self.dir.display()));
        Lock::exclusive(&self.dir.join(MARKER), &mut wait)
    }

    /// The sign of use, beside other handles. Ask for it with the right to start in hand.
    pub(crate) fn share(&self) -> Result<Lock> {
        let path = self.dir.join(IN_USE);
        let file = open_lock_file(&path)?;
        file.lock_shared().map_err(Error::io("lock", &path))?;
        Ok(Lock(file))
    }

    /// The sign of use for us alone; none while another handle exists in any process.
    pub(crate) fn try_alone(&self) -> Result<Option<Lock>> {
        let path = self.dir.join(IN_USE);
        let file = open_lock_file(&path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Lock(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(Error::io("lock", &path)(error)),
        }
    }

    /// Removes what interrupted starts left. A killed starter's initdb may still be writing there, so
    /// failing is no error: the next start tries again, and a new scratch has a name of its own.
    pub(crate) fn sweep(&self) {
        let entries = fs::read_dir(&self.dir).into_iter().flatten().flatten();
        for entry in
            entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"new-"))
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// A lock on a file, held until dropped.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Lock {
    /// Waits for the lock; calls `wait` once if another holds it.
    pub(crate) fn exclusive(path: &Path, wait: &mut dyn FnMut()) -> Result<Self> {
        let file = open_lock_file(path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                wait();
                file.lock().map_err(Error::io("lock", path))?;
            }
            Err(TryLockError::Error(error)) => return Err(Error::io("lock", path)(error)),
        }
        Ok(Self(file))
    }
}

impl Drop for Lock {
    /// Said aloud, because closing is not enough for a moment: a child that another thread is just
    /// starting holds a copy of the descriptor until its exec.
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}

fn open_lock_file(path: &Path) -> Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false).mode(0o600);
    options.open(path).map_err(Error::io("open", path))
}

fn absolute(data_dir: &Path) -> Result<PathBuf> {
    let dir = std::path::absolute(data_dir).map_err(Error::io("find", data_dir))?;
    // postmaster.pid keeps the directory as one line, and a message about it has to be readable.
    if dir.as_os_str().as_encoded_bytes().iter().any(u8::is_ascii_control) {
        return Err(Error::io("use a control character in", data_dir)(
            ErrorKind::InvalidInput.into(),
        ));
    }
    // The longest part that exists, without links: the kernel checks the directories links lead to.
    let exists = dir
        .ancestors()
        .find_map(|part| Some((fs::canonicalize(part).ok()?, dir.strip_prefix(part).ok()?)));
    Ok(exists.map_or(
        dir.clone(),
        |(real, rest)| if rest.as_os_str().is_empty() { real } else { real.join(rest) },
    ))
}

/// A file cannot be the directory, nor hold it.
fn refuse_file(dir: &Path) -> Result<()> {
    match dir.ancestors().find(|part| part.exists()) {
        Some(part) if !part.is_dir() => Err(Error::NotADirectory(part.to_owned())),
        _ => Ok(()),
    }
}

fn refuse_others_files(dir: &Path) -> Result<()> {
    let entries = fs::read_dir(dir).map_err(Error::io("list", dir))?.count();
    // Looked at after the entries: a concurrent first start makes the marker before all else.
    if entries > 0 && !dir.join(MARKER).exists() {
        return Err(Error::NotOurs(dir.to_owned()));
    }
    Ok(())
}

fn refuse_other_owner(dir: &Path) -> Result<()> {
    let us = effective_uid()?;
    match fs::metadata(dir) {
        Ok(there) if us != 0 && there.uid() != us => {
            Err(Error::OtherOwner { path: dir.to_owned(), owner: there.uid() })
        }
        _ => Ok(()),
    }
}

/// Makes what is missing. As root the server's user must pass through, whatever our umask says.
fn make_dirs(dir: &Path) -> Result<()> {
    if dir.is_dir() {
        return Ok(());
    }
    if let Some(parent) = dir.parent() {
        make_dirs(parent)?;
    }
    // The mode is right from the first moment, because another start may be looking already.
    let mode = if effective_uid()? == 0 { 0o711 } else { 0o700 };
    match DirBuilder::new().mode(mode).create(dir) {
        Ok(()) => open_to_server(dir),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Error::io("make", dir)(error)),
    }
}

/// Lets the server's user pass through a directory of root's; it sees no names in it.
pub(crate) fn open_to_server(dir: &Path) -> Result<()> {
    if effective_uid()? == 0 {
        fs::set_permissions(dir, fs::Permissions::from_mode(0o711))
            .map_err(Error::io("open", dir))?;
    }
    Ok(())
}
