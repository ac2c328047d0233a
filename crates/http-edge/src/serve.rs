//! From a socket that listens to requests: every connection is counted from the moment that it is
//! accepted, before TLS is spoken on it.

use std::fmt::Debug;
use std::io;
use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use actix_http::error::DispatchError;
use actix_http::{HttpServiceBuilder, Protocol, Request, Response};
use actix_server::{GracefulShutdownSignal, ServerBuilder};
use actix_service::{
    IntoServiceFactory, Service, ServiceFactory, ServiceFactoryExt as _, fn_service, map_config,
};
use actix_tls::accept::rustls_0_23::{Acceptor, TlsStream};
use actix_tls::accept::{TlsError, max_concurrent_tls_connect};
use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{AppConfig, Server};
use actix_web::rt::net::TcpStream;

use crate::connections::{Connections, ENDING};
use crate::edge::Edge;
use crate::held::{Held, OnHeld};
use crate::listener::{forget_clients_that_stop_reading, wait_in_a_longer_line};

/// How long a client may take to send a request's head.
const CLIENT_PATIENCE: Duration = Duration::from_secs(10);

/// How long a connection that ends waits for the client to hear the last answer: one that is closed
/// while the client still sends is broken off on its side, and the answer may be lost.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Serves an application on a socket that listens already, until it is stopped by its handle: with
/// TLS, the connections and the patience that `edge` says.
///
/// # Errors
/// Where the socket cannot be used.
pub fn serve<App, I, S, B>(
    edge: &Edge,
    listener: TcpListener,
    workers: usize,
    app: App,
) -> io::Result<Server>
where
    App: Fn() -> I + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error>,
    S::InitError: Debug,
    S::Response: Into<Response<B>>,
    S::Service: 'static,
    <S::Service as Service<Request>>::Future: 'static,
    B: MessageBody + 'static,
{
    edge.rates.forget_idle_clients();
    forget_clients_that_stop_reading(&listener, edge.idle)?;
    wait_in_a_longer_line(&listener)?;
    // Which connection has to go is decided here: the listener stops only where many do at once.
    let a_worker = ((edge.max_connections + 2 * ENDING) / workers).max(1);
    max_concurrent_tls_connect(a_worker);
    let builder = ServerBuilder::new()
        .workers(workers)
        .disable_signals()
        .max_concurrent_connections(a_worker)
        .shutdown_timeout(edge.drain_seconds);
    let connections =
        Connections::bounded(edge.max_connections, edge.connections_per_address, &edge.trusted);
    let (ending, idle) = (builder.graceful_shutdown_signal(), edge.idle);
    let answering = move || {
        let answer = app().into_factory().map_err(|error| error.into().error_response());
        map_config(answer, |()| AppConfig::default())
    };
    let server = match &edge.tls {
        None => builder.listen("http", listener, move || {
            let counted = counted(&connections).map_err(DispatchError::Io);
            let with_peer = |held: Held| async move {
                let peer = held.peer();
                Ok((held, Protocol::Http1, peer))
            };
            counted.and_then(with_peer).and_then(http(&ending, idle).finish(answering()))
        }),
        Some(tls) => {
            let mut config = tls.config();
            config.alpn_protocols = vec![b"http/1.1".to_vec()];
            builder.listen("https", listener, move || {
                let counted = counted(&connections).map_err(TlsError::Tls);
                let handshake = Acceptor::new(config.clone())
                    .map_init_err(drop)
                    .map_err(TlsError::into_service_error);
                let with_peer = |stream: TlsStream<Held>| async move {
                    let peer = stream.get_ref().0.peer();
                    Ok((stream, Protocol::Http1, peer))
                };
                let http = http(&ending, idle).finish(answering()).map_err(TlsError::Service);
                counted.and_then(handshake).and_then(with_peer).and_then(http)
            })
        }
    };
    Ok(server?.run())
}

/// Counts connections, and closes at once those that are too many.
fn counted(
    connections: &Arc<Connections>,
) -> impl ServiceFactory<TcpStream, Config = (), Response = Held, Error = io::Error, InitError = ()>
+ use<> {
    let connections = Arc::clone(connections);
    fn_service(move |socket: TcpStream| {
        let connections = Arc::clone(&connections);
        async move {
            let counted = connections.admit(&socket).await;
            let counted = counted.ok_or(io::ErrorKind::ConnectionRefused)?;
            Ok(Held::new(socket, counted))
        }
    })
}

fn http<T, S>(ending: &GracefulShutdownSignal, idle: Duration) -> HttpServiceBuilder<T, S>
where
    T: OnHeld,
    S: ServiceFactory<Request, Config = ()>,
    S::Error: Into<Response<actix_web::body::BoxBody>> + 'static,
    S::InitError: Debug,
    <S::Service as Service<Request>>::Future: 'static,
{
    let ending = ending.clone();
    HttpServiceBuilder::default()
        .keep_alive(idle)
        .client_request_timeout(CLIENT_PATIENCE)
        .client_disconnect_timeout(LAST_WORDS)
        .on_connect_ext(|held: &T, with_requests| {
            with_requests.insert(Arc::clone(held.activity()));
        })
        .graceful_shutdown_signal(move || {
            let ending = ending.clone();
            async move { ending.notified().await }
        })
}
