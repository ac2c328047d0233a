//! What stands between the routes and whoever asks: TLS, proxies, limits and bounds.

mod bounds;
mod connections;
mod cors;
mod drain;
mod headers;
mod proxies;
mod rates;
mod settings;
mod tls;

use std::net::{IpAddr, Ipv4Addr};
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpMessage;

pub use cors::Origins;
pub use proxies::{ProxyHeader, Trusted};
pub use rates::Rates;
pub use settings::WireSettings;

pub(crate) use bounds::{keep, keep_preflights, refuse_for_good, within_time};
pub(crate) use drain::{Told, serve_until_told};
pub(crate) use headers::guard;
pub(crate) use proxies::Origin;
pub(crate) use rates::Headroom;

use crate::observe::{Readiness, Visit};
use connections::Connections;
use tls::Tls;

/// What the server does with connections and requests before a route sees them.
#[derive(Clone, Debug)]
pub struct Wire {
    pub(crate) tls: Option<Tls>,
    pub(crate) trusted: Trusted,
    pub(crate) proxy_header: ProxyHeader,
    pub(crate) origins: Origins,
    pub(crate) rates: Arc<Rates>,
    pub(crate) connections: Option<Arc<Connections>>,
    pub(crate) max_connections: usize,
    pub(crate) max_header_bytes: usize,
    pub(crate) patience: Duration,
    pub(crate) idle: Duration,
    pub(crate) drain_seconds: u64,
    pub(crate) readiness: Arc<Readiness>,
}

impl Wire {
    /// As told, with these limits and this readiness.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and says what it takes.
    pub fn new(
        settings: &WireSettings,
        rates: Rates,
        readiness: Arc<Readiness>,
    ) -> Result<Self, String> {
        let tls = match (&settings.tls_cert, &settings.tls_key) {
            (None, None) => None,
            (Some(cert), Some(key)) => Some(Tls::start(cert, key)?),
            (Some(_), None) => return Err("TLS_CERT needs TLS_KEY beside it".to_owned()),
            (None, Some(_)) => return Err("TLS_KEY needs TLS_CERT beside it".to_owned()),
        };
        Ok(Self {
            tls,
            trusted: settings.trusted_proxies.clone(),
            proxy_header: settings.proxy_header,
            origins: settings.cors_origins.clone(),
            rates: Arc::new(rates),
            connections: Connections::bounded(
                settings.connections_per_address,
                &settings.trusted_proxies,
            ),
            max_connections: settings.max_connections as usize,
            max_header_bytes: settings.max_header_bytes as usize,
            patience: Duration::from_secs(settings.request_seconds),
            idle: Duration::from_secs(settings.idle_seconds),
            drain_seconds: settings.drain_seconds,
            readiness,
        })
    }
}

impl Wire {
    /// As it is where nobody says anything else, and without limits of rate.
    #[must_use]
    pub fn open() -> Self {
        Self {
            tls: None,
            trusted: Trusted::default(),
            proxy_header: ProxyHeader::default(),
            origins: Origins::default(),
            rates: Arc::new(Rates::off()),
            connections: None,
            max_connections: 4096,
            max_header_bytes: 16_384,
            patience: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            drain_seconds: 10,
            readiness: Readiness::new(7),
        }
    }
}

/// Whose request it is: the peer, or whoever a trusted proxy speaks for.
pub(crate) fn client_address(request: &impl HttpMessage) -> IpAddr {
    let visit = request.extensions().get::<Rc<Visit>>().map(|visit| visit.origin.address);
    visit.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))
}
