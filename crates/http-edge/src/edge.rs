//! The edge as one value: what every connection and request passes.

use std::sync::Arc;
use std::time::Duration;

use crate::cors::Origins;
use crate::proxies::{ProxyHeader, TrustedProxies};
use crate::rates::Rates;
use crate::readiness::Readiness;
use crate::settings::EdgeSettings;
use crate::tls::Tls;
use crate::uploads::Uploads;

/// What the server does with connections and requests before a route sees them.
#[derive(Clone, Debug)]
pub struct Edge {
    /// TLS, where the server speaks it itself.
    pub(crate) tls: Option<Tls>,
    pub(crate) trusted: TrustedProxies,
    pub(crate) proxy_header: ProxyHeader,
    /// The origins whose pages may ask.
    pub origins: Origins,
    /// How often somebody may ask.
    pub rates: Arc<Rates>,
    /// Connections of one address at the same time; 0 where that has no bound.
    pub(crate) connections_per_address: u32,
    /// Connections at the same time.
    pub max_connections: usize,
    pub(crate) max_header_bytes: usize,
    pub(crate) request_time: Duration,
    /// How long a connection may be idle.
    pub(crate) idle: Duration,
    /// How long requests under way may take to end.
    pub(crate) drain_seconds: u64,
    /// Whether requests should still be sent here.
    pub readiness: Arc<Readiness>,
    /// The requests whose bodies are bounded by their route alone.
    pub uploads: Arc<Uploads>,
}

impl Edge {
    /// As the settings say, with these limits and this readiness, and without uploads.
    ///
    /// # Errors
    /// Names the setting that cannot be used, and says what it takes.
    pub fn new(
        settings: &EdgeSettings,
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
            connections_per_address: settings.connections_per_address,
            max_connections: settings.max_connections as usize,
            max_header_bytes: settings.max_header_bytes as usize,
            request_time: Duration::from_secs(settings.request_seconds),
            idle: Duration::from_secs(settings.idle_seconds),
            drain_seconds: settings.drain_seconds,
            readiness,
            uploads: Arc::default(),
        })
    }

    /// As the settings are by default, but without limits of rate or of connections.
    #[must_use]
    pub fn unlimited() -> Self {
        Self {
            tls: None,
            trusted: TrustedProxies::default(),
            proxy_header: ProxyHeader::default(),
            origins: Origins::default(),
            rates: Arc::new(Rates::off()),
            connections_per_address: 0,
            max_connections: 4096,
            max_header_bytes: 16_384,
            request_time: Duration::from_secs(30),
            idle: Duration::from_secs(60),
            drain_seconds: 10,
            readiness: Readiness::new(),
            uploads: Arc::default(),
        }
    }

    /// The same edge, letting the bodies of these requests through to their routes.
    #[must_use]
    pub fn with_uploads(self, uploads: Uploads) -> Self {
        Self { uploads: Arc::new(uploads), ..self }
    }
}
