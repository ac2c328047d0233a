//! Where `initdb` and `postgres` are: what is installed, in a fixed order, else the pinned build.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::remedy::remedy;
use crate::user::ServerUser;
use crate::{Error, Fetch, OLDEST_MAJOR, Result, Say};

/// Where distributions and Homebrew put PostgreSQL; a `*` is expanded, newest first.
const USUAL_PLACES: [&str; 8] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/home/linuxbrew/.linuxbrew/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// PostgreSQL's programs of one version, tried: they start as the user that will run the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Programs {
    bin_dir: PathBuf,
    major: u32,
    psql: Option<PathBuf>,
}

impl Programs {
    /// Finds them as [`Finder::from_environment`] says, fetching the pinned build if nothing is installed.
    ///
    /// # Errors
    /// [`Error::NotFound`] with the command that installs PostgreSQL here; [`Error::Fetch`].
    ///
    /// ```no_run
    /// let programs = local_pg::Programs::find(&mut |line| eprintln!("{line}"))?;
    /// println!("PostgreSQL {} in {}", programs.major(), programs.bin_dir().display());
    /// # Ok::<(), local_pg::Error>(())
    /// ```
    pub fn find(say: Say<'_>) -> Result<Self> {
        Finder::from_environment().find(say)
    }

    /// The directory with `initdb` and `postgres`.
    pub fn bin_dir(&self) -> &Path {
        &self.bin_dir
    }

    /// The major version, such as 15.
    pub fn major(&self) -> u32 {
        self.major
    }

    /// `psql` beside them, else one on the path, else none: a fetched build has none.
    pub fn psql(&self) -> Option<PathBuf> {
        self.psql.clone()
    }

    pub(crate) fn initdb(&self) -> PathBuf {
        self.bin_dir.join("initdb")
    }

    pub(crate) fn postgres(&self) -> PathBuf {
        self.bin_dir.join("postgres")
    }

    /// The programs in `dir` (or where its `postgres` links to), or what is wrong with them.
    fn tried(dir: &Path, user: &ServerUser, path: &[PathBuf]) -> std::result::Result<Self, String> {
        // /usr/local/bin/postgres may be a link; its neighbours are those of the place it leads to.
        let linked = fs::canonicalize(dir.join("postgres")).ok();
        let linked = linked.and_then(|postgres| postgres.parent().map(Path::to_owned));
        let bin_dir = linked
            .filter(|linked| linked.join("initdb").is_file())
            .unwrap_or_else(|| dir.to_owned());
        for program in ["postgres", "initdb"] {
            if !bin_dir.join(program).is_file() {
                return Err(format!("has no `{program}`"));
            }
        }
        user.check_reach(&bin_dir).map_err(|barred| match barred {
            Error::Unreachable { user, barrier, .. } => {
                format!(
                    "cannot be used: user `{user}`, which runs the server, cannot enter {}",
                    barrier.display()
                )
            }
            other => other.to_string(),
        })?;
        let version = run(user.command(bin_dir.join("postgres")).arg("--version"))?;
        let major = major_of(&version).ok_or_else(|| format!("says it is `{}`", version.trim()))?;
        if major < OLDEST_MAJOR {
            return Err(format!("is PostgreSQL {major}, too old"));
        }
        let beside = std::iter::once(&bin_dir).chain(path).map(|dir| dir.join("psql"));
        let psql = beside.into_iter().find(|psql| psql.is_file());
        Ok(Self { bin_dir, major, psql })
    }
}

/// Where to look for the programs. A value, so that a test can hide what is installed.
///
/// ```no_run
/// // Only the pinned build, as on a machine without PostgreSQL:
/// let finder = local_pg::Finder { path: Vec::new(), places: Vec::new(), ..local_pg::Finder::from_environment() };
/// let programs = finder.find(&mut |line| eprintln!("{line}"))?;
/// # Ok::<(), local_pg::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Finder {
    /// The one directory to use, come what may (`$PGBINDIR`).
    pub bin_dir: Option<PathBuf>,
    /// Directories that may hold the programs or `pg_config` (`$PATH`).
    pub path: Vec<PathBuf>,
    /// Other directories, of which one component may hold a `*`.
    pub places: Vec<String>,
    /// What to fetch when all of these hold nothing usable.
    pub fetch: Option<Fetch>,
}

impl Finder {
    /// `$PGBINDIR`; then `$PATH`, `pg_config --bindir`, the usual places; then the pinned build.
    /// `LOCAL_PG_PROGRAMS=fetched` passes over what is installed.
    pub fn from_environment() -> Self {
        let path: Vec<PathBuf> =
            std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default()).collect();
        let fetch = Fetch::pinned(&path);
        if std::env::var_os("LOCAL_PG_PROGRAMS").is_some_and(|which| which == "fetched") {
            return Self { fetch, ..Self::default() };
        }
        let bin_dir = std::env::var_os("PGBINDIR").filter(|dir| !dir.is_empty()).map(PathBuf::from);
        Self { bin_dir, path, places: USUAL_PLACES.map(str::to_owned).to_vec(), fetch }
    }

    /// The first usable programs. When `bin_dir` is set, it alone counts.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Fetch`], [`Error::NoServerUser`].
    pub fn find(&self, say: Say<'_>) -> Result<Programs> {
        let anywhere = Path::new("/");
        self.find_for(&ServerUser::for_data_in(anywhere)?, None, anywhere, say)
    }

    /// The first usable programs that `user` can run; of major version `wanted` if data in `dir` has one.
    pub(crate) fn find_for(
        &self,
        user: &ServerUser,
        wanted: Option<u32>,
        dir: &Path,
        say: Say<'_>,
    ) -> Result<Programs> {
        let mut tried = String::new();
        let mut other = None;
        for place in self.candidates() {
            match Programs::tried(&place, user, &self.path) {
                Ok(programs) if wanted.is_none_or(|wanted| wanted == programs.major) => {
                    return Ok(programs);
                }
                Ok(programs) => other = other.or(Some(programs)),
                Err(why) => tried += &format!("  {} {why}\n", place.display()),
            }
        }
        let fetch = self.fetch.as_ref().filter(|_| self.bin_dir.is_none());
        let fetch = fetch.filter(|fetch| match wanted {
            None => true,
            wanted => wanted == fetch.build.major(),
        });
        if let Some(fetch) = fetch.filter(|fetch| fetch.possible()) {
            let fetched = fetch.bin_dir(user, say).and_then(|bin_dir| {
                Programs::tried(&bin_dir, user, &self.path)
                    .map_err(|why| Error::Fetch(format!("{} {why}", bin_dir.display())))
            });
            return fetched.map_err(|error| match error {
                Error::Fetch(why) => Error::Fetch(format!("{why}\n{}", remedy())),
                other => other,
            });
        }
        let found = match (other, wanted) {
            (Some(other), _) => {
                format!("only PostgreSQL {} in {}", other.major, other.bin_dir.display())
            }
            (None, Some(_)) if tried.is_empty() => "no PostgreSQL installed".to_owned(),
            (None, _) => {
                if fetch.is_some() {
                    tried += "  npm, which could fetch a build, is not installed either\n";
                }
                return Err(Error::NotFound { tried, remedy: remedy() });
            }
        };
        let data_major = wanted.unwrap_or_default();
        Err(Error::MajorMismatch { dir: dir.to_owned(), data_major, found })
    }

    fn candidates(&self) -> Vec<PathBuf> {
        if let Some(only) = &self.bin_dir {
            return vec![only.clone()];
        }
        let has = |program: &'static str| move |dir: &&PathBuf| dir.join(program).is_file();
        let mut candidates: Vec<PathBuf> =
            self.path.iter().filter(has("postgres")).cloned().collect();
        if let Some(dir) = self.path.iter().find(has("pg_config"))
            && let Ok(answer) = run(Command::new(dir.join("pg_config")).arg("--bindir"))
        {
            candidates.push(PathBuf::from(answer.trim_end()));
        }
        candidates.extend(self.places.iter().flat_map(|place| expanded(place)));
        // Debian's pg_config answers for a development package, with or without a server in there.
        candidates.retain(|dir| dir.join("postgres").is_file());
        candidates
    }
}

/// What stands for the one `*` of a pattern, the highest number first.
fn expanded(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else {
        return vec![PathBuf::from(pattern)];
    };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or((".", before));
    let found = fs::read_dir(if parent.is_empty() { "/" } else { parent });
    let mut found: Vec<(u32, PathBuf)> = found
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            let version = name.strip_prefix(prefix)?.parse().ok()?;
            Some((version, PathBuf::from(format!("{parent}/{name}{after}"))))
        })
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, place)| place).collect()
}

/// 15 of `postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)`, 19 of `… 19devel`.
fn major_of(version: &str) -> Option<u32> {
    let number = version.split_once("(PostgreSQL) ")?.1;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

/// A program's standard output, or why there is none, in a clause that follows its name.
fn run(command: &mut Command) -> std::result::Result<String, String> {
    let output = command.output().map_err(|error| format!("does not start: {error}"))?;
    if !output.status.success() {
        let reason = crate::error::last_lines(&output.stderr, 3);
        return Err(format!("does not run here ({}): {}", output.status, reason.trim()));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::major_of;

    #[test]
    fn versions_as_distributions_write_them() {
        for (text, major) in [
            ("postgres (PostgreSQL) 15.13 (Debian 15.13-0+deb12u1)\n", Some(15)),
            ("postgres (PostgreSQL) 18.4\n", Some(18)),
            ("postgres (PostgreSQL) 19devel\n", Some(19)),
            ("postgres (PostgreSQL) \n", None),
            ("something else\n", None),
        ] {
            assert_eq!(major_of(text), major, "{text}");
        }
    }
}
