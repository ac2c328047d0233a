//! Servers in this process: ours, and one that knows its answers beforehand.

use std::collections::HashMap;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::num::NonZero;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use access::SignIn;
use actix_web::dev::{Server, ServerHandle};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::rt::System;
use actix_web::{App, HttpRequest, HttpResponse, HttpServer, web};
use api::audit::Audit;
use api::{AppState, DeskKeeper, DeskSettings, LiveBook, LiveDesk, Refresher, Snapshot};
use http_edge::Edge;

use crate::database::{BOOK, Database};
use crate::terminal::Outcome;

/// What the server's own settings are by default, beside a worker for each core.
const POOL_SIZE: u32 = 4;
const POOL_PATIENCE: Duration = Duration::from_secs(2);
pub(crate) const KEPT_BYTES: usize = 64_000_000;
/// The rows ask more in a minute than a day brings: what waits for the database must not stop them.
const SPOOL_BYTES: u64 = 8_000_000_000;
const REFRESH_PACE: Duration = Duration::from_millis(250);

const LONGEST_LOAD: Duration = Duration::from_secs(1800);

/// A server on a port of its own, which ends with this.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    handle: ServerHandle,
    thread: Option<JoinHandle<io::Result<()>>>,
}

impl Running {
    fn start(
        serve: impl FnOnce(TcpListener) -> io::Result<Server> + Send + 'static,
    ) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let address = listener.local_addr()?;
        let (sender, handles) = channel();
        let thread = thread::spawn(move || {
            System::new().block_on(async move {
                let server = serve(listener)?;
                let _ = sender.send(server.handle());
                server.await
            })
        });
        let handle = handles.recv().map_err(|_| "the server does not start")?;
        Ok(Self { address, handle, thread: Some(thread) })
    }

    /// A server of these answers at one path.
    pub(crate) fn of_answers(path: &'static str, answers: Answers) -> Outcome<Self> {
        Self::start(move |listener| {
            let answers = web::Data::new(answers);
            let server = HttpServer::new(move || {
                App::new().app_data(answers.clone()).route(path, web::get().to(known_answer))
            });
            Ok(server.workers(workers()).listen(listener)?.run())
        })
    }
}

/// A known answer for each query string.
pub(crate) type Answers = HashMap<String, Answer>;

/// An answer as it goes out, but for what every server writes by itself.
pub(crate) struct Answer {
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: web::Bytes,
}

async fn known_answer(answers: web::Data<Answers>, request: HttpRequest) -> HttpResponse {
    let Some(answer) = answers.get(request.query_string()) else {
        return HttpResponse::NotFound().finish();
    };
    let mut response = HttpResponse::Ok();
    for header in &answer.headers {
        response.insert_header(header.clone());
    }
    response.body(answer.body.clone())
}

fn workers() -> usize {
    thread::available_parallelism().map_or(2, NonZero::get)
}

impl Drop for Running {
    fn drop(&mut self) {
        System::new().block_on(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// Our server, and what keeps its book fresh.
pub(crate) struct Api {
    pub(crate) running: Running,
    pub(crate) live: LiveBook,
    desk: LiveDesk,
    audit: Audit,
    _refresher: Refresher,
    _keeper: DeskKeeper,
}

impl Api {
    /// Returns when the first book is served, with all that it came to: nothing else goes on then.
    pub(crate) fn start_settled(database: &Database, cache_bytes: usize) -> Outcome<Self> {
        let api = Self::start(database, cache_bytes)?;
        let first = api.wait_for(0)?.state.book.sequence;
        api.wait_until_settled(first)?;
        Ok(api)
    }

    /// Returns when the first book is served.
    pub(crate) fn start(database: &Database, cache_bytes: usize) -> Outcome<Self> {
        let url = database.url(BOOK);
        let pool = store_pg::pool(&url, "bench", POOL_SIZE, POOL_PATIENCE)?;
        let live = LiveBook::with_cache(cache_bytes);
        let refresher = Refresher::start(live.clone(), url.clone(), REFRESH_PACE);
        static STARTED: AtomicU32 = AtomicU32::new(0);
        let spool = format!("audit-{}", STARTED.fetch_add(1, Ordering::Relaxed));
        let audit = Audit::open_in(&database.dir().join(spool), SPOOL_BYTES, &url)?;
        let desk = LiveDesk::new(live.clone(), &DeskSettings::default());
        let keeper = DeskKeeper::start(desk.clone(), url, REFRESH_PACE);
        let state = AppState::new(live.clone(), pool, SignIn::Open)
            .with_desk(desk.clone())
            .with_audit(Some(audit.clone()));
        let running = Running::start(move |listener| {
            api::serve(state, Edge::unlimited(), listener, workers())
        })?;
        let api = Self { running, live, desk, audit, _refresher: refresher, _keeper: keeper };
        api.wait_for(0)?;
        Ok(api)
    }

    /// Waits until the book of this import is settled, and its calls say so.
    pub(crate) fn wait_until_settled(&self, import_id: i64) -> Outcome<()> {
        let began = Instant::now();
        while began.elapsed() < LONGEST_LOAD {
            let settled = self.desk.state().and_then(|state| state.desk).map_or(0, |it| it.settled);
            if settled >= import_id {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("no book is settled".into())
    }

    /// Waits until the book of this import, or of a later one, is served.
    pub(crate) fn wait_for(&self, import_id: i64) -> Outcome<Arc<Snapshot>> {
        let began = Instant::now();
        while began.elapsed() < LONGEST_LOAD {
            if let Some(snapshot) = self.live.current()
                && snapshot.state.book.sequence >= import_id
            {
                return Ok(snapshot);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("no book is served".into())
    }
}

impl Drop for Api {
    /// What waits for the database when a row is measured is nobody's.
    fn drop(&mut self) {
        self.audit.close(Duration::ZERO);
    }
}
