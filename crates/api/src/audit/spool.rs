//! Where entries wait for the database: files in a directory, of a bounded size together.

use std::collections::VecDeque;
use std::fs::{self, DirBuilder, File, OpenOptions, TryLockError};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt as _, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, Utc};
use http_edge::Problem;
use nix::unistd::geteuid;
use uuid::Uuid;

const SUFFIX: &str = "spool";

/// Why an entry was not written down: what was asked must not be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail takes no more")]
pub struct AuditFull;

impl From<AuditFull> for Problem {
    fn from(_: AuditFull) -> Self {
        Self::Unavailable("Who asks cannot be written down at the moment. Try again in a moment.")
    }
}

/// What waits to reach the database.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Entries.
    pub entries: u64,
    /// Their bytes on disk.
    pub bytes: u64,
}

/// Entries that wait, and the place for the next one.
#[derive(Debug)]
pub(super) struct Spool {
    directory: PathBuf,
    most_bytes: u64,
    entries: AtomicU64,
    bytes: AtomicU64,
    current: Mutex<Segment>,
    /// Files that nothing is added to any more, the oldest first.
    finished: Mutex<VecDeque<Segment>>,
    is_full: AtomicBool,
    nonce: [u8; 6],
    made: AtomicU32,
    /// Held for as long as the process lives: two servers must not take each other's files away.
    _lock: File,
}

/// One file of entries.
#[derive(Debug)]
pub(super) struct Segment {
    number: u64,
    pub(super) path: PathBuf,
    file: File,
    pub(super) waiting: Waiting,
}

impl Spool {
    /// Opens a directory, which is made where there is none.
    pub(super) fn open(directory: &Path, most_bytes: u64) -> Result<Self, String> {
        let shown = directory.display();
        let failed = |fault: io::Error| {
            format!(
                "the audit spool {shown} cannot be used: {fault}; AUDIT_SPOOL takes a directory"
            )
        };
        DirBuilder::new().recursive(true).mode(0o700).create(directory).map_err(failed)?;
        check_owner(directory).map_err(failed)?;
        let lock = lock(directory).map_err(failed)?.ok_or_else(|| {
            format!(
                "another server uses the audit spool {shown}: set AUDIT_SPOOL to a directory of \
                 this one's own"
            )
        })?;
        let left = left(directory).map_err(failed)?;
        let number = left.back().map_or(1, |last| last.number + 1);
        let current = Segment::make(directory, number).map_err(failed)?;
        let mut nonce = [0; 6];
        getrandom::fill(&mut nonce).map_err(|fault| fault.to_string())?;
        Ok(Self {
            directory: directory.to_owned(),
            most_bytes,
            entries: left.iter().map(|segment| segment.waiting.entries).sum::<u64>().into(),
            bytes: left.iter().map(|segment| segment.waiting.bytes).sum::<u64>().into(),
            current: Mutex::new(current),
            finished: Mutex::new(left),
            is_full: AtomicBool::new(false),
            nonce,
            made: AtomicU32::new(0),
            _lock: lock,
        })
    }

    /// An id that grows with time, so that the database's index of them grows at its end.
    pub(super) fn next_id(&self, at: DateTime<Utc>) -> Uuid {
        let mut rest = [0; 10];
        rest[..6].copy_from_slice(&self.nonce);
        rest[6..].copy_from_slice(&self.made.fetch_add(1, Ordering::Relaxed).to_be_bytes());
        let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }

    /// Adds a line. Once it is in the system's memory, the end of this process does not lose it.
    pub(super) fn append(&self, line: &[u8]) -> Result<(), AuditFull> {
        let mut current = held(&self.current);
        let bytes = line.len() as u64;
        if self.bytes.load(Ordering::Relaxed) + bytes > self.most_bytes {
            return Err(self.refuse("it is full"));
        }
        if let Err(fault) = current.add(line) {
            return Err(self.refuse(&fault.to_string()));
        }
        self.bytes.fetch_add(bytes, Ordering::Relaxed);
        self.entries.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    /// Says so once, until there is room again.
    fn refuse(&self, why: &str) -> AuditFull {
        if !self.is_full.swap(true, Ordering::Relaxed) {
            tracing::error!(why, "the audit spool takes no more: requests are answered 503");
        }
        AuditFull
    }

    /// Whether less than half of what may wait does.
    pub(super) fn has_much_room(&self) -> bool {
        self.bytes.load(Ordering::Relaxed) < self.most_bytes / 2
    }

    pub(super) fn waiting(&self) -> Waiting {
        Waiting {
            entries: self.entries.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
        }
    }

    /// The oldest file that nothing is added to any more, with the one being written where there is
    /// no other and it holds anything.
    pub(super) fn oldest(&self) -> io::Result<Option<PathBuf>> {
        let mut finished = held(&self.finished);
        if finished.is_empty() {
            // What the next file takes is done before others have to wait for it.
            let number = held(&self.current).number_if_any();
            let Some(number) = number else { return Ok(None) };
            let next = Segment::make(&self.directory, number + 1)?;
            finished.push_back(std::mem::replace(&mut *held(&self.current), next));
        }
        Ok(finished.front().map(|segment| segment.path.clone()))
    }

    /// Forgets the oldest file: all of it is in the database.
    pub(super) fn forget_oldest(&self) -> io::Result<()> {
        let mut finished = held(&self.finished);
        let Some(oldest) = finished.front() else { return Ok(()) };
        fs::remove_file(&oldest.path)?;
        self.bytes.fetch_sub(oldest.waiting.bytes, Ordering::Relaxed);
        self.entries.fetch_sub(oldest.waiting.entries, Ordering::Relaxed);
        finished.pop_front();
        if self.is_full.swap(false, Ordering::Relaxed) {
            tracing::info!("the audit spool has room again");
        }
        Ok(())
    }
}

impl Segment {
    fn make(directory: &Path, number: u64) -> io::Result<Self> {
        let path = directory.join(format!("{number:020}.{SUFFIX}"));
        let file = OpenOptions::new().append(true).create(true).mode(0o600).open(&path)?;
        Ok(Self { number, path, file, waiting: Waiting::default() })
    }

    fn add(&mut self, line: &[u8]) -> io::Result<()> {
        if let Err(fault) = self.file.write_all(line) {
            // Half a line must not spoil the one after it.
            let _ = self.file.set_len(self.waiting.bytes);
            return Err(fault);
        }
        self.waiting.bytes += line.len() as u64;
        self.waiting.entries += 1;
        Ok(())
    }

    fn number_if_any(&self) -> Option<u64> {
        (self.waiting.bytes > 0).then_some(self.number)
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Refuses a directory in which somebody else could change, or put in, what is then told of as the trail.
fn check_owner(directory: &Path) -> io::Result<()> {
    let found = fs::metadata(directory)?;
    if found.uid() != geteuid().as_raw() {
        return Err(io::Error::other("it belongs to another user"));
    }
    if found.mode() & 0o022 != 0 {
        return Err(io::Error::other(
            "others may write to it: `chmod go-w` it, once it is looked through",
        ));
    }
    Ok(())
}

/// The lock on a directory; none where another process has it.
fn lock(directory: &Path) -> io::Result<Option<File>> {
    let path = directory.join("lock");
    let lock =
        OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path)?;
    match lock.try_lock() {
        Ok(()) => Ok(Some(lock)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(fault)) => Err(fault),
    }
}

/// What an earlier process left, the oldest first. Files without entries go.
fn left(directory: &Path) -> io::Result<VecDeque<Segment>> {
    let mut left = Vec::new();
    for found in fs::read_dir(directory)? {
        let path = found?.path();
        let is_segment = path.extension().is_some_and(|suffix| suffix == SUFFIX);
        let number = path.file_stem().and_then(|stem| stem.to_str()?.parse().ok());
        let Some(number) = number.filter(|_| is_segment) else { continue };
        let content = fs::read(&path)?;
        if content.is_empty() {
            fs::remove_file(&path)?;
            continue;
        }
        let entries = content.iter().filter(|byte| **byte == b'\n').count() as u64;
        let waiting = Waiting { entries, bytes: content.len() as u64 };
        let file = File::open(&path)?;
        left.push(Segment { number, path, file, waiting });
    }
    left.sort_by_key(|segment| segment.number);
    Ok(left.into())
}
