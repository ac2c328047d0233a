//! Reports of errors to Sentry.

use std::str::FromStr as _;

use sentry::integrations::tracing::ErrorLayer;
use sentry::types::Dsn;
use sentry::{ClientInitGuard, ClientOptions};
use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::registry::LookupSpan;

use super::settings::ObserveSettings;

/// The crates of this project that log.
const OWN: [&str; 5] = ["api", "http_edge", "access", "store_pg", "importer"];

/// Sends what is still to be sent when it goes.
pub(crate) struct Reports(Option<ClientInitGuard>);

impl Reports {
    /// Reports where a DSN says to whom.
    pub(crate) fn start(settings: &ObserveSettings) -> Result<Self, String> {
        if settings.sentry_dsn.is_empty() {
            return Ok(Self(None));
        }
        let dsn = settings.sentry_dsn.as_str();
        Dsn::from_str(dsn)
            .map_err(|_| "SENTRY_DSN takes an address such as https://key@host/1".to_owned())?;
        let options = ClientOptions::new()
            .dsn(dsn)
            .release(concat!("sip-opportunities@", env!("CARGO_PKG_VERSION")))
            .environment(settings.sentry_environment.clone())
            .send_default_pii(false)
            // The machine's name is nobody else's business.
            .server_name("api");
        Ok(Self(Some(sentry::init(options))))
    }

    /// Errors alone, and no trail of what came before them.
    pub(super) fn layer<S>(&self) -> Option<impl Layer<S> + use<S>>
    where
        S: Subscriber + for<'span> LookupSpan<'span>,
    {
        let own = Targets::new().with_targets(OWN.map(|name| (name, LevelFilter::ERROR)));
        self.0.as_ref().map(|_| ErrorLayer::new().with_filter(own))
    }
}
