//! A server under test, and a client that asks it.

use std::net::{SocketAddr, TcpListener};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::JoinHandle;
use std::time::Duration;

use access::SignIn;
use actix_web::dev::ServerHandle;
use api::audit::Audit;
use api::{
    AppState, Cli, DeskKeeper, Freshness, ImportBounds, Imports, LiveBook, LiveDesk, Refresher,
    Settings, Snapshot,
};
use clap::Parser as _;
use http_edge::{Edge, Rates, Readiness, Repeating};
use importer::{Quiet, Rejects, Request, load};
use serde_json::{Value, json};
use sip_export::ExportKind;
use store_pg::testing::TestDatabase;
use tempfile::TempDir;

/// The largest body that tests' servers take, and how long it may stop coming.
pub(crate) const LARGEST_EXPORT: u64 = 1_000_000;
const STALL: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(600);

/// A server on a port of its own.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) live: LiveBook,
    desk: LiveDesk,
    imports: Imports,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    _refresher: Option<Refresher>,
    _keeper: Option<DeskKeeper>,
    _key_refresher: Option<Repeating>,
}

impl Server {
    /// One that keeps its book fresh.
    pub(crate) fn start(database_url: &str) -> Self {
        Self::told(database_url, &[])
    }

    /// One that asks for a sign-in, told by these flags how.
    pub(crate) fn signing_in(database_url: &str, flags: &[&str]) -> Self {
        let flags = [&["--sign-in", "required"], flags].concat();
        Self::told(database_url, &flags)
    }

    /// One that stays with a book.
    pub(crate) fn held_back(database_url: &str, snapshot: Arc<Snapshot>) -> Self {
        Self::serve(database_url, LiveBook::holding(snapshot), None, &[], None)
    }

    /// One that asks for a sign-in, and writes down who asks for what.
    pub(crate) fn auditing(database_url: &str, audit: Audit) -> Self {
        Self::fresh(database_url, &["--sign-in", "required"], Some(audit))
    }

    /// One that is told these flags, and keeps its book fresh.
    pub(crate) fn told(database_url: &str, flags: &[&str]) -> Self {
        Self::fresh(database_url, flags, None)
    }

    fn fresh(database_url: &str, flags: &[&str], audit: Option<Audit>) -> Self {
        let live = LiveBook::with_cache(64_000_000);
        let pace = Duration::from_millis(20);
        let refresher = Refresher::start(live.clone(), database_url.to_owned(), pace);
        Self::serve(database_url, live, Some(refresher), flags, audit)
    }

    fn serve(
        database_url: &str,
        live: LiveBook,
        refresher: Option<Refresher>,
        flags: &[&str],
        audit: Option<Audit>,
    ) -> Self {
        let settings = settings(flags);
        let (sign_in, key_refresher) = SignIn::start(&settings.sign_in, database_url).unwrap();
        let edge = edge(&settings, flags);
        let freshness = Freshness::of_days(settings.observe.book_stale_days);
        let pool = store_pg::pool(database_url, "test", 2, Duration::from_millis(500)).unwrap();
        let imports = imports(&settings, database_url, flags).of_demo(settings.imports.demo_book);
        let desk = LiveDesk::new(live.clone(), &settings.desk);
        let pace = Duration::from_millis(20);
        let keeper = refresher
            .is_some()
            .then(|| DeskKeeper::start(desk.clone(), database_url.to_owned(), pace));
        let state = AppState::new(live.clone(), pool, sign_in)
            .with_desk(desk.clone())
            .with_imports(imports.clone())
            .with_freshness(freshness)
            .with_documentation(settings.documentation)
            .with_audit(audit);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (send, receive) = channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = api::serve(state, edge, listener, 1).unwrap();
                send.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = receive.recv().unwrap();
        Self {
            address,
            live,
            desk,
            imports,
            handle,
            thread: Some(thread),
            _refresher: refresher,
            _keeper: keeper,
            _key_refresher: key_refresher,
        }
    }

    /// Waits until the book of this import is served.
    pub(crate) fn wait_for(&self, sequence: i64) {
        let held = || self.live.current().map(|snapshot| snapshot.state.book.sequence);
        while held().is_none_or(|held| held < sequence) {
            std::thread::yield_now();
        }
    }

    /// Waits until the calls of this import's book are served, with all that it came to.
    pub(crate) fn wait_for_calls(&self, sequence: i64) {
        let is_settled = || {
            self.desk.state().is_some_and(|state| {
                let settled = state.desk.map_or(0, |desk| desk.settled);
                state.book.sequence >= sequence && settled >= sequence
            })
        };
        while !is_settled() {
            std::thread::yield_now();
        }
    }

    /// Waits until a body is being taken, or until none is.
    pub(crate) fn wait_for_upload(&self, is_under_way: bool) {
        while self.imports.is_taken() != is_under_way {
            std::thread::yield_now();
        }
    }

    /// Asks as whoever holds this key, or as nobody.
    pub(crate) fn get_as(&self, key: Option<&str>, path: &str) -> Answer {
        self.ask_as(key, "GET", path)
    }

    pub(crate) fn ask_as(&self, key: Option<&str>, method: &str, path: &str) -> Answer {
        let bearer = key.map(|key| format!("Bearer {key}"));
        let headers = bearer.as_ref().map(|bearer| ("authorization", bearer.as_str()));
        self.ask(method, path, headers.as_slice())
    }

    /// Asks until the answer has this status.
    pub(crate) fn wait_for_status(&self, key: Option<&str>, path: &str, status: u16) -> Answer {
        loop {
            let answer = self.get_as(key, path);
            if answer.status == status {
                return answer;
            }
            std::thread::yield_now();
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    pub(crate) fn post_as(&self, key: &str, path: &str, body: &str) -> Answer {
        let bearer = format!("Bearer {key}");
        self.send("POST", path, &[("authorization", &bearer)], body.as_bytes())
    }

    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.send("POST", path, &[], body)
    }

    pub(crate) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.send(method, path, headers, &[])
    }

    pub(crate) fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Answer {
        let config = ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0);
        let agent = ureq::Agent::new_with_config(config.allow_non_standard_methods(true).build());
        let mut request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("http://{}{path}", self.address));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = match body {
            // A request that need not have a body has none.
            [] if method != "POST" => agent.run(request.body(()).unwrap()),
            body => agent.run(request.body(body).unwrap()),
        };
        let mut response = response.unwrap_or_else(|fault| panic!("{method} {path}: {fault}"));
        let body = response.body_mut().read_to_vec().unwrap();
        let headers = response.headers();
        let pairs = headers
            .iter()
            .map(|(name, value)| (name.as_str().to_owned(), value.to_str().unwrap().to_owned()));
        Answer { status: response.status().as_u16(), headers: pairs.collect(), body }
    }
}

fn settings(flags: &[&str]) -> Settings {
    Cli::try_parse_from(["api"].iter().chain(flags)).unwrap().settings
}

/// Small exports at once, unless flags set other bounds.
fn imports(settings: &Settings, database_url: &str, flags: &[&str]) -> Imports {
    if flags.iter().any(|flag| flag.starts_with("--import")) {
        return Imports::new(&settings.imports, database_url).unwrap();
    }
    let (stall, spool) = (STALL, std::env::temp_dir());
    let bounds = ImportBounds { most_bytes: LARGEST_EXPORT, stall, whole: LONGEST, spool };
    Imports::into_database(database_url, bounds)
}

/// Without limits of rate, unless flags set them.
fn edge(settings: &Settings, flags: &[&str]) -> Edge {
    let is_limited = flags.iter().any(|flag| flag.starts_with("--rate"));
    let rates = if is_limited {
        Rates::new(settings.edge.rate_per_key, settings.edge.rate_per_address)
    } else {
        Rates::off()
    };
    Edge::new(&settings.edge, rates, Readiness::new()).unwrap()
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|_| panic!("no JSON: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub(crate) fn rows(&self) -> Vec<Value> {
        assert_eq!(self.status, 200, "{}", self.text());
        self.json().as_array().unwrap().clone()
    }

    /// The address of the next page.
    pub(crate) fn next(&self) -> Option<String> {
        let link = self.header("link")?;
        let (address, relation) = link.strip_prefix('<')?.split_once('>')?;
        assert_eq!(relation, "; rel=\"next\"");
        Some(address.to_owned())
    }
}

/// A book, its database and its server.
pub(crate) struct Desktop {
    pub(crate) database: TestDatabase,
    pub(crate) server: Server,
    files: TempDir,
}

impl Desktop {
    pub(crate) fn empty() -> Self {
        let database = TestDatabase::new();
        let server = Server::start(&database.url());
        server.wait_for(0);
        Self { database, server, files: TempDir::new().unwrap() }
    }

    /// A synthetic book of some hundred SIPs, as of 2026-01-30.
    pub(crate) fn with_sample() -> Self {
        let desktop = Self::empty();
        let as_of = "2026-01-30".parse().unwrap();
        let book = sample_book::SampleBook::new(7, 600, as_of).unwrap();
        let mut export = Vec::new();
        book.write(&mut export).unwrap();
        desktop.import_bytes("2026-01-30", &export);
        desktop
    }

    pub(crate) fn import(&self, as_of: &str, records: &[Value]) {
        self.import_bytes(as_of, &serde_json::to_vec(records).unwrap());
    }

    fn import_bytes(&self, as_of: &str, export: &[u8]) {
        import_into(&self.database.url(), self.files.path(), as_of, export);
        self.server.wait_for(newest_import(&self.database.url()));
    }
}

pub(crate) fn newest_import(url: &str) -> i64 {
    let mut connection = store_pg::connect(url, "test").unwrap();
    store_pg::book_version(&mut connection).unwrap().sequence
}

pub(crate) fn import_into(url: &str, files: &std::path::Path, as_of: &str, export: &[u8]) {
    let path = files.join("export.json");
    std::fs::write(&path, export).unwrap();
    let today = "2026-12-31".parse().unwrap();
    let options = store_pg::ImportOptions {
        as_of: as_of.parse().ok(),
        // Tests' records have the fields that matter to each.
        without: [ExportKind::Sips, ExportKind::Clients]
            .into_iter()
            .flat_map(ExportKind::keys)
            .collect(),
        ..store_pg::ImportOptions::on(today)
    };
    let request = Request { path, options };
    let mut connection = store_pg::connect(url, "test").unwrap();
    store_pg::migrate(&mut connection).unwrap();
    let report = load(&mut connection, &request, &mut Rejects::default(), &mut Quiet);
    assert_eq!(report.exit_code(), 0, "{report}");
}

/// The program, on this database.
pub(crate) fn api(url: &str, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_api"));
    command.env("DATABASE_URL", url).args(arguments).output().unwrap()
}

/// Makes a key.
pub(crate) fn create_key(url: &str, holder: &[&str]) -> String {
    let arguments = ["keys", "create", "--name", "a test"].iter().chain(holder);
    let made = api(url, &arguments.copied().collect::<Vec<_>>());
    assert!(made.status.success(), "{made:?}");
    String::from_utf8(made.stdout).unwrap().trim().to_owned()
}

/// A SIP whose debits failed.
pub(crate) fn failed(id: &str, user: &str, agent: &str, failed: &str) -> Value {
    json!({
        "sip_meta_id": id, "user_id": user, "agent_id": agent, "amount": "5,000",
        "agent_external_id": format!("ag_{agent}"),
        "success_amount": "2,05,000", "success_count": "41", "failed_amount": failed,
        "start_date": "June 5, 2025", "latest_success_order_date": "January 5, 2026",
        "currentSipStatus": "Success", "scheme_name": "[Godavari Fund (G), Deccan Fund (G)]",
        "event_date": "January 12, 2026, 8:49 AM",
    })
}
