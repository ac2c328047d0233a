//! `importer watch DIR`: a directory into which exports are put, by a person or a program.

use std::collections::HashMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDate, Utc};
use store_pg::PgConnection;

use crate::cli::WatchArgs;
use crate::load::{Request, load, today};
use crate::output::{complain, print};
use crate::progress::Quiet;
use crate::rejects::Rejects;
use crate::report::{Ending, Report, overall};

/// Where files go that are in the book, and those that are not.
const DONE: &str = "done";
const REFUSED: &str = "refused";

/// Names of files that somebody is still at work on.
const UNFINISHED: [&str; 5] = [".part", ".partial", ".tmp", ".crdownload", ".filepart"];

/// Takes in what comes, until the database cannot be used; or once. The database is asked for anew at
/// each look: it may have been away in between.
pub(crate) fn watch(
    options: &WatchArgs,
    connected: impl Fn() -> Result<PgConnection, String>,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<u8, String> {
    let directory = Directory::open(&options.directory)?;
    // A broken database is told at once, not when the first file comes.
    connected()?;
    let settle = Duration::from_secs(options.settle_seconds.into());
    let mut settling = Settling { looks: HashMap::new(), settle, once: options.once };
    loop {
        let files = directory.files()?;
        let ready = settling.ready(files, now().into());
        let mut codes = Vec::new();
        for path in &ready {
            codes.push(take_in(options, &directory, path, &connected, today(now()))?);
        }
        if options.once {
            return Ok(overall(&codes));
        }
        thread::sleep(settle.max(Duration::from_secs(1)));
    }
}

/// Imports a file and moves it, its summary first: a file that has moved was dealt with.
fn take_in(
    options: &WatchArgs,
    directory: &Directory,
    path: &Path,
    connected: impl Fn() -> Result<PgConnection, String>,
    today: NaiveDate,
) -> Result<u8, String> {
    let at = |fault: io::Error| format!("{}: {fault}", path.display());
    let mut connection = connected()?;
    let scratch = tempfile::NamedTempFile::new().map_err(at)?;
    let mut rejects = Rejects::new(Some(scratch.path()), true).map_err(at)?;
    let request = Request { path: path.to_owned(), options: options.taking.import_options(today) };
    let report = load(&mut connection, &request, &mut rejects, &mut Quiet);
    rejects.flush().map_err(at)?;
    if let Ending::Failed(failure) = &report.ending
        && !failure.is_of_file
    {
        return Err(format!("{}: {}; it stays where it is", path.display(), failure.reason));
    }
    let moved = directory.put_away(path, &report, scratch.path()).map_err(at)?;
    tell(&report, &moved)?;
    Ok(report.exit_code())
}

fn tell(report: &Report, moved: &Path) -> Result<(), String> {
    let said = format!("{report}\n  moved to {}", moved.display());
    if report.exit_code() == 1 {
        complain(&said);
        return Ok(());
    }
    print(&said)
}

/// The directory that is watched, with those beside it that files are moved to.
struct Directory(PathBuf);

impl Directory {
    fn open(path: &Path) -> Result<Self, String> {
        for subdirectory in [DONE, REFUSED] {
            let path = path.join(subdirectory);
            fs::create_dir_all(&path).map_err(|fault| format!("{}: {fault}", path.display()))?;
        }
        Ok(Self(path.to_owned()))
    }

    /// The files in it, in the order of their names, which is mostly that of their dates.
    fn files(&self) -> Result<Vec<(PathBuf, Metadata)>, String> {
        let at = |fault: io::Error| format!("{}: {fault}", self.0.display());
        let mut files = Vec::new();
        for entry in fs::read_dir(&self.0).map_err(at)? {
            let path = entry.map_err(at)?.path();
            // Whoever put it there may have taken it away.
            let Ok(metadata) = path.metadata() else { continue };
            if metadata.is_file() && is_finished(&path) {
                files.push((path, metadata));
            }
        }
        files.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        Ok(files)
    }

    /// Moves a file that was dealt with, its summary and its bad records beside it.
    fn put_away(&self, file: &Path, report: &Report, rejects: &Path) -> io::Result<PathBuf> {
        let subdirectory = if report.exit_code() == 1 { REFUSED } else { DONE };
        let name = file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
        let target = free_name(&self.0.join(subdirectory), &name);
        fs::write(beside(&target, "summary.json"), format!("{}\n", report.json()))?;
        if fs::metadata(rejects)?.len() > 0 {
            fs::copy(rejects, beside(&target, "rejects.jsonl"))?;
        }
        fs::rename(file, &target)?;
        Ok(target)
    }
}

fn beside(target: &Path, what: &str) -> PathBuf {
    let mut name = target.as_os_str().to_owned();
    name.push(".");
    name.push(what);
    PathBuf::from(name)
}

/// A name that nothing has yet: the file's own, else with a number before it.
fn free_name(directory: &Path, name: &str) -> PathBuf {
    let own = directory.join(name);
    let numbered = (2u32..).map(|number| directory.join(format!("{number}-{name}")));
    let is_free = |path: &PathBuf| !path.exists() && !beside(path, "summary.json").exists();
    std::iter::once(own.clone()).chain(numbered).find(is_free).unwrap_or(own)
}

fn is_finished(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    !name.starts_with('.') && !UNFINISHED.iter().any(|ending| name.ends_with(ending))
}

/// Tells files that somebody still writes from those that stay as they are.
struct Settling {
    /// The size and the time of each file at the last look.
    looks: HashMap<PathBuf, (u64, Option<SystemTime>)>,
    settle: Duration,
    /// There will be no second look: a file's own time has to do.
    once: bool,
}

impl Settling {
    /// The files that have not changed for long enough: by their own time, and since the last look.
    fn ready(&mut self, files: Vec<(PathBuf, Metadata)>, now: SystemTime) -> Vec<PathBuf> {
        let before = std::mem::take(&mut self.looks);
        let mut ready = Vec::new();
        for (path, metadata) in files {
            let look = (metadata.len(), metadata.modified().ok());
            let has_rested = |at| now.duration_since(at).is_ok_and(|age| age >= self.settle);
            let is_same = self.once || before.get(&path) == Some(&look);
            if is_same && look.1.is_none_or(has_rested) {
                ready.push(path.clone());
            }
            self.looks.insert(path, look);
        }
        ready
    }
}
