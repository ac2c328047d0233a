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

/// How often the directory is looked at while something in it settles.
const PACE: Duration = Duration::from_secs(1);

/// Takes in what comes, until the database cannot be used; or once what is there is dealt with. The
/// database is asked for anew for each file: it may have been away in between.
pub(crate) fn watch(
    options: &WatchArgs,
    connected: impl Fn() -> Result<PgConnection, String>,
    now: impl Fn() -> DateTime<Utc>,
) -> Result<u8, String> {
    let directory = Directory::open(&options.directory)?;
    // A broken database is told at once, not when the first file comes.
    connected()?;
    let settle = Duration::from_secs(options.settle_seconds.into());
    let mut settling = Settling { settle, looks: HashMap::new() };
    let mut codes = Vec::new();
    loop {
        let files = directory.files()?;
        let ready = settling.ready(&files, now().into());
        for path in &ready {
            codes.push(take_in(options, &directory, path, &connected, today(now()))?);
        }
        if options.once && ready.len() == files.len() {
            return Ok(overall(&codes));
        }
        if ready.is_empty() {
            thread::sleep(PACE);
        }
        if !options.once {
            codes.clear();
        }
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
    let moved = directory.put_away(path, &report, scratch.path()).map_err(|fault| {
        format!("{report}\n  cannot be moved away, so that it will come again: {fault}")
    })?;
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
            // What cannot be put away would be imported again and again.
            fs::create_dir_all(&path)
                .and_then(|()| tempfile::tempfile_in(&path))
                .map_err(|fault| format!("{}: {fault}", path.display()))?;
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

/// No file system takes a longer name.
const LONGEST_NAME: usize = 255;

/// The name of something that belongs to a file: the file's own, cut where it would get too long.
fn beside(target: &Path, what: &str) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let room = LONGEST_NAME.saturating_sub(what.len() + 1);
    let name = &name[..name.floor_char_boundary(room)];
    target.with_file_name(format!("{name}.{what}"))
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
    settle: Duration,
    /// What each file looked like, and since when.
    looks: HashMap<PathBuf, (Look, SystemTime)>,
}

/// A file's size, and when it was written.
type Look = (u64, Option<SystemTime>);

impl Settling {
    /// The files that have not changed for long enough: by their own time, or by what was seen of
    /// them. A file's own time may lie in the future, if it comes from another machine.
    fn ready(&mut self, files: &[(PathBuf, Metadata)], now: SystemTime) -> Vec<PathBuf> {
        let looks = files
            .iter()
            .map(|(path, metadata)| (path.clone(), (metadata.len(), metadata.modified().ok())));
        self.settled(looks.collect(), now)
    }

    fn settled(&mut self, looks: Vec<(PathBuf, Look)>, now: SystemTime) -> Vec<PathBuf> {
        let before = std::mem::take(&mut self.looks);
        let has_rested = |since| now.duration_since(since).is_ok_and(|age| age >= self.settle);
        let mut ready = Vec::new();
        for (path, look) in looks {
            let since = match before.get(&path) {
                Some((seen, since)) if *seen == look => *since,
                _ => now,
            };
            if look.1.is_some_and(has_rested) || has_rested(since) {
                ready.push(path.clone());
            }
            self.looks.insert(path, (look, since));
        }
        ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_ready_once_it_stays_as_it_is() {
        let start = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000);
        let at = |seconds: u64| start + Duration::from_secs(seconds);
        let mut settling = Settling { settle: Duration::from_secs(10), looks: HashMap::new() };
        let mut check = |now: u64, size: u64, written: SystemTime, is_ready: bool| {
            let ready = settling.settled(vec![("a".into(), (size, Some(written)))], at(now));
            assert_eq!(!ready.is_empty(), is_ready, "{now}");
        };
        // It grows, and then rests.
        check(0, 1, at(0), false);
        check(5, 2, at(5), false);
        check(14, 2, at(5), false);
        check(15, 2, at(5), true);
        // One of long ago is ready at once, one of the future when it was seen for long enough.
        check(15, 3, start - Duration::from_secs(60), true);
        check(20, 3, at(900), false);
        check(30, 3, at(900), true);
    }
}
