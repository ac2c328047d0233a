//! Servers in this process: ours, and one that knows a single answer.

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use actix_web::dev::{Server, ServerHandle};
use actix_web::rt::System;
use actix_web::{App, HttpResponse, HttpServer, web};
use api::{Desk, LiveBook, Refresher, Snapshot};

use crate::Outcome;
use crate::database::{BOOK, Database};

/// What the server's own settings are by default.
const WORKERS: usize = 2;
const POOL_SIZE: u32 = 4;
const POOL_PATIENCE: Duration = Duration::from_secs(2);
const REFRESH_PACE: Duration = Duration::from_millis(500);

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

    /// A server of one answer at one path.
    pub(crate) fn of_answer(
        path: &'static str,
        headers: Vec<(String, String)>,
        body: Vec<u8>,
    ) -> Outcome<Self> {
        let body = web::Bytes::from(body);
        Self::start(move |listener| {
            let answer = web::Data::new((headers, body));
            let server = HttpServer::new(move || {
                App::new().app_data(answer.clone()).route(path, web::get().to(known_answer))
            });
            Ok(server.workers(WORKERS).listen(listener)?.run())
        })
    }
}

async fn known_answer(answer: web::Data<(Vec<(String, String)>, web::Bytes)>) -> HttpResponse {
    let (headers, body) = answer.get_ref();
    let mut response = HttpResponse::Ok();
    for (name, value) in headers {
        response.insert_header((name.as_str(), value.as_str()));
    }
    response.body(body.clone())
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
    _refresher: Refresher,
}

impl Api {
    /// Returns when the first book is served.
    pub(crate) fn start(database: &Database) -> Outcome<Self> {
        let url = database.url(BOOK);
        let pool = store_pg::pool(&url, POOL_SIZE, POOL_PATIENCE)?;
        let live = LiveBook::default();
        let refresher = Refresher::start(live.clone(), url, REFRESH_PACE);
        let desk = Desk::new(live.clone(), pool);
        let running = Running::start(move |listener| api::serve(desk, listener, WORKERS))?;
        let api = Self { running, live, _refresher: refresher };
        api.wait_for(0)?;
        Ok(api)
    }

    /// Waits until the book of this import, or of a later one, is served.
    pub(crate) fn wait_for(&self, import_id: i64) -> Outcome<Arc<Snapshot>> {
        let began = Instant::now();
        while began.elapsed() < LONGEST_LOAD {
            if let Some(snapshot) = self.live.current()
                && snapshot.version.sequence >= import_id
            {
                return Ok(snapshot);
            }
            thread::sleep(Duration::from_millis(1));
        }
        Err("no book is served".into())
    }
}
