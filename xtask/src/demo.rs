//! The demo book: invented people, in a database of their own, so that no real book ever has them.

use std::ffi::OsString;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use std::{fs, io};

use local_pg::{Cluster, Error};

use crate::cargo;
use crate::import::import;
use crate::terminal::say;

/// Where the demo book lies, beside the real one.
const DEMO: &str = "demo";

/// SIPs of the demo book.
const SIPS: &str = "2000";

/// What PostgreSQL says of a database that is there already.
const DUPLICATE_DATABASE: &str = "42P04";

/// The address of the demo book, made first if need be.
pub(crate) fn demo(programs: &Path, cluster: &Cluster) -> Result<String, String> {
    match cluster.server().create_database(DEMO, None) {
        Ok(()) => {}
        Err(Error::Sql { code, .. }) if code == DUPLICATE_DATABASE => {}
        Err(error) => return Err(error.to_string()),
    }
    let url = cluster.url(DEMO);
    migrate(programs, &url)?;
    if is_empty(cluster, DEMO)? {
        fill(programs, &url)?;
    }
    say(
        "nothing is imported yet: this is a demo book of invented people, in a database of its own",
    );
    say("`cargo xtask import FILE` fills the real one, and the next run serves that");
    Ok(url)
}

/// Brings the tables of a database up to date.
pub(crate) fn migrate(programs: &Path, url: &str) -> Result<(), String> {
    let mut migrate = Command::new(programs.join("importer"));
    migrate.arg("migrate").env("DATABASE_URL", url);
    cargo::must("bringing the tables up to date", &mut migrate)
}

/// Whether no import is in a database of the cluster, whose tables are up to date.
pub(crate) fn is_empty(cluster: &Cluster, database: &str) -> Result<bool, String> {
    let rows = cluster.execute(database, "SELECT 1 FROM imports WHERE undone_as IS NULL LIMIT 1");
    rows.map(|rows| rows.is_empty()).map_err(|error| error.to_string())
}

fn fill(programs: &Path, url: &str) -> Result<(), String> {
    #[expect(clippy::disallowed_methods, reason = "a demo is as of the day it is made")]
    let today = chrono::Utc::now() + Duration::from_secs(5 * 3600 + 1800);
    let today = today.date_naive().to_string();
    let place = std::env::temp_dir().join(format!("demo_book_{}", std::process::id()));
    fs::create_dir_all(&place).map_err(|fault| format!("{}: {fault}", place.display()))?;
    let imported =
        generate(programs, &place, &today).and_then(|exports| import(programs, url, &exports));
    let _ = fs::remove_dir_all(&place);
    match imported? {
        0 => Ok(()),
        _ => Err("the demo book was not imported".to_owned()),
    }
}

/// Makes the demo book's export of today and the older one that tells who stepped up since. The name
/// of each tells its date, so that the older one comes first.
fn generate(programs: &Path, place: &Path, today: &str) -> Result<Vec<OsString>, String> {
    let mut generate = Command::new(programs.join("sample-book"));
    generate.args(["--sips", SIPS, "--seed", "1", "--as-of", today]);
    generate.arg(place.join(format!("demo_book_{today}.json")));
    cargo::must("making a demo book of invented people", &mut generate)?;
    let failed = |fault: io::Error| format!("{}: {fault}", place.display());
    let entries = fs::read_dir(place).map_err(failed)?;
    let paths = entries.map(|entry| entry.map(|entry| entry.path().into_os_string()));
    let mut exports: Vec<OsString> = paths.collect::<io::Result<_>>().map_err(failed)?;
    exports.sort();
    Ok(exports)
}
