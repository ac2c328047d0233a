//! A book under test: files in, tables out.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Command, Output};

use importer::{Ending, Quiet, Rejects, Report, Request, load};
use local_pg::Server;
use serde_json::{Value, json};
use sip_export::ExportKind;
use store_pg::testing::TestDatabase;
use store_pg::{ImportOptions, StoreError, Undone, undo_import};
use tempfile::TempDir;

/// Today, for every import here.
pub(crate) const TODAY: &str = "2026-06-30";

pub(crate) struct Desk {
    pub(crate) database: TestDatabase,
    directory: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { database: TestDatabase::new(), directory: TempDir::new().unwrap() }
    }

    /// Writes a file, and gives its path.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.directory.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.directory.path().join(name)
    }

    /// Imports records as a JSON array, as of a date.
    pub(crate) fn import(&self, as_of: &str, records: &[Value]) -> Report {
        let content = serde_json::to_vec(records).unwrap();
        self.import_file(as_of, &format!("export_{as_of}.json"), content)
    }

    pub(crate) fn import_file(&self, as_of: &str, name: &str, content: impl AsRef<[u8]>) -> Report {
        self.import_with(name, content, |options| options.as_of = as_of.parse().ok())
    }

    pub(crate) fn import_with(
        &self,
        name: &str,
        content: impl AsRef<[u8]>,
        ask: impl FnOnce(&mut ImportOptions),
    ) -> Report {
        let mut options = ImportOptions {
            // Tests' records have the fields that matter to each.
            without: [ExportKind::Sips, ExportKind::Clients]
                .into_iter()
                .flat_map(ExportKind::keys)
                .collect(),
            ..ImportOptions::on(TODAY.parse().unwrap())
        };
        ask(&mut options);
        let request = Request { path: self.file(name, content), options };
        let mut rejects = Rejects::default();
        load(&mut self.database.connect(), &request, &mut rejects, &mut Quiet)
    }

    /// Takes an import back.
    pub(crate) fn undo(&self, import_id: i64) -> Result<Undone, StoreError> {
        undo_import(&mut self.database.connect(), import_id, "a test", &mut |_| Ok(()))
    }

    /// The importer's program, on this book.
    pub(crate) fn importer(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_importer"));
        command.env("DATABASE_URL", self.database.url()).current_dir(self.directory.path());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        self.importer().arg("import").args(arguments).output().unwrap()
    }

    /// Rows, as text, columns divided by bars.
    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let url = self.database.url();
        let (_, name) = url.rsplit_once('/').unwrap();
        let rows = Server::from_url(&url).unwrap().execute(name, sql).unwrap();
        let cell = |cell: Option<String>| cell.unwrap_or_else(|| "null".to_owned());
        let line = |row: Vec<Option<String>>| row.into_iter().map(cell).collect::<Vec<_>>();
        rows.into_iter().map(|row| line(row).join("|")).collect()
    }

    /// Everything that answers are made from, without the numbers that imports were given.
    pub(crate) fn book(&self) -> BTreeMap<&'static str, Vec<String>> {
        BTreeMap::from([
            ("records", self.rows("SELECT r FROM sip_records r ORDER BY sip_meta_id")),
            (
                "sightings",
                self.rows(
                    "SELECT s.sip_meta_id, s.inserted_at, s.event_date, s.stamp, i.sha256,
                            s.record_number, s.record_as_of, s.held_as_of, s.held_amount_paise
                       FROM sip_sightings s JOIN imports i USING (import_id)
                      ORDER BY s.sip_meta_id",
                ),
            ),
            (
                "amounts",
                self.rows(
                    "SELECT a.sip_meta_id, a.as_of, a.last_as_of, a.amount_paise,
                            a.success_count, a.success_amount_paise, a.failed_amount_paise, i.sha256
                       FROM sip_amounts a JOIN imports i USING (import_id)
                      ORDER BY a.sip_meta_id, a.as_of",
                ),
            ),
        ])
    }

    /// Every table, as it stands.
    pub(crate) fn digest(&self) -> Vec<String> {
        let tables = [
            "imports",
            "sip_records",
            "sip_sightings",
            "sip_amounts",
            "import_observations",
            "sips_of_bad_records",
            "replaced_records",
            "clients",
            "client_names",
            "client_sightings",
            "lost_clients",
            "lost_client_sightings",
            "directory_state",
        ];
        let digest = |table| {
            let all =
                format!("SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t");
            self.rows(&all).join("")
        };
        tables.into_iter().map(digest).collect()
    }
}

/// A good record of a SIP, its stamp that of `event_date`.
pub(crate) fn record(id: &str, amount: &str, event_date: &str) -> Value {
    json!({
        "sip_meta_id": id, "user_id": format!("user {id}"), "amount": amount,
        "agent_id": "4220", "event_date": event_date, "currentSipStatus": "Success",
    })
}

/// The counts of an import: of what was read, what became of it.
pub(crate) fn counts(report: &Report) -> String {
    match &report.ending {
        Ending::Imported(i) => format!(
            "read {} inserted {} updated {} unchanged {} stale {} duplicate {}{} rejected {} changes {}",
            i.read,
            i.inserted,
            i.updated,
            i.unchanged,
            i.stale,
            i.duplicate,
            if i.conflicting > 0 {
                format!(" conflicting {}", i.conflicting)
            } else {
                String::new()
            },
            i.rejected,
            i.amount_changes
        ),
        Ending::AlreadyImported { import_id, .. } => format!("already import {import_id}"),
        Ending::Failed(failure) => format!("failed: {}", failure.reason),
    }
}
