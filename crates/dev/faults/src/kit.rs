//! What every fault needs: a PostgreSQL, a book in it before and after an import, and its answers.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use local_pg::Cluster;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use tempfile::TempDir;

use crate::database::{Database, Postgres, open_to_all};
use crate::exports::Exports;
use crate::program::{Api, import_whole};
use crate::terminal::Outcome;

/// The list that is asked for all the time.
pub(crate) const LIST: &str = "/api/opportunities?limit=50";

/// A database as the first export makes it.
const TEMPLATE: &str = "before";

const DATA: &str = "data";

/// Where small file systems are mounted.
pub(crate) const SMALL_DISKS: [&str; 2] = ["small", "spool"];

pub(crate) struct Kit {
    pub(crate) exports: Exports,
    /// The book before and after the second export.
    pub(crate) before: Known,
    pub(crate) after: Known,
    /// A client of the first export.
    pub(crate) client: String,
    number: AtomicU32,
    _template: Database,
    // Fields are dropped in this order: the server ends before its directory goes.
    pub(crate) postgres: Postgres,
    directory: TempDir,
}

/// What a book is, and what is answered from it.
pub(crate) struct Known {
    pub(crate) book: String,
    pub(crate) list: Vec<u8>,
}

impl Known {
    fn of(database: &Database, directory: &Path) -> Outcome<Self> {
        let api = Api::serve(directory, &database.url(), &[])?;
        let list = api.get(LIST)?;
        if list.status != 200 || list.body.len() < 1000 {
            return Err(format!("the list is answered {}", list.text()).into());
        }
        Ok(Self { book: database.book()?, list: list.body })
    }
}

impl Kit {
    pub(crate) fn new() -> Outcome<Self> {
        let directory = TempDir::with_prefix("faults-")?;
        open_to_all(directory.path())?;
        tidy_up_when_told_to_end(directory.path())?;
        let exports = Exports::write(directory.path())?;
        let postgres = Postgres::start(directory.path().join(DATA))?;
        let template = Database::create(postgres.server(), TEMPLATE, None)?;
        import_whole(directory.path(), &template.url(), &exports.first)?;
        let before = Known::of(&template, directory.path())?;
        let client = template.rows("SELECT min(user_id) FROM sip_records")?.join("");
        // A template that somebody is connected to cannot be copied.
        postgres.server().terminate_clients(TEMPLATE)?;
        let changed = Database::create(postgres.server(), "after", Some(TEMPLATE))?;
        import_whole(directory.path(), &changed.url(), &exports.second)?;
        let after = Known::of(&changed, directory.path())?;
        drop(changed);
        if before.list == after.list || exports.changed.len() < 100 {
            return Err("the second export changes too little".into());
        }
        let number = AtomicU32::default();
        Ok(Self {
            exports,
            before,
            after,
            client: format!("/api/clients/{client}"),
            number,
            _template: template,
            postgres,
            directory,
        })
    }

    pub(crate) fn directory(&self) -> &Path {
        self.directory.path()
    }

    /// A database with the first export in it.
    pub(crate) fn database(&self) -> Outcome<Database> {
        Database::create(self.postgres.server(), &self.next_name(), Some(TEMPLATE))
    }

    /// A database without a table.
    pub(crate) fn empty_database(&self) -> Outcome<Database> {
        Database::create(self.postgres.server(), &self.next_name(), None)
    }

    fn next_name(&self) -> String {
        format!("fault_{}", self.number.fetch_add(1, Ordering::Relaxed))
    }

    /// A server of that database, once it serves.
    pub(crate) fn serve(&self, database: &Database, flags: &[&str]) -> Outcome<Api> {
        Api::serve(self.directory(), &database.url(), flags)
    }

    /// Imports the second export, which has to go in whole.
    pub(crate) fn import_second(&self, database: &Database) -> Outcome<()> {
        import_whole(self.directory(), &database.url(), &self.exports.second)
    }

    /// Whatever a fault left behind, the next one finds PostgreSQL running.
    pub(crate) fn recover(&self) -> Outcome<()> {
        self.postgres.start_again()
    }
}

/// PostgreSQL and mounts outlive a program that is told to end, unless it ends them first.
fn tidy_up_when_told_to_end(directory: &Path) -> Outcome<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let directory = directory.to_owned();
    thread::spawn(move || {
        if signals.forever().next().is_some() {
            for data in [directory.join(DATA), directory.join(SMALL_DISKS[0]).join(DATA)] {
                if let Ok(Some(cluster)) = Cluster::find(&data) {
                    let _ = cluster.stop();
                }
            }
            for disk in SMALL_DISKS {
                unmount(&directory.join(disk));
            }
            let _ = std::fs::remove_dir_all(&directory);
            std::process::exit(130);
        }
    });
    Ok(())
}

/// Unmounts a small file system; where nothing is mounted there, nothing happens.
pub(crate) fn unmount(disk: &Path) {
    let umount = Command::new("umount").arg("--lazy").arg(disk).stderr(Stdio::null()).status();
    // A failure leaves some megabytes of memory in use until the machine restarts: no reason to stop.
    let _ = umount;
}
