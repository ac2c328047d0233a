//! The log, and reports of errors to Sentry.

use std::io::{self, IsTerminal as _};
use std::str::FromStr as _;

use sentry::integrations::tracing::ErrorLayer;
use sentry::types::Dsn;
use sentry::{ClientInitGuard, ClientOptions};
use tracing_subscriber::filter::{Directive, LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _, fmt, registry};

use super::{LogFormat, ObserveSettings};

/// Sends what is still to be sent when it goes.
pub(crate) struct Reports {
    _guard: Option<ClientInitGuard>,
}

impl Reports {
    /// Logs from now on, and reports errors where it is told to whom.
    pub(crate) fn start(filter: &str, settings: &ObserveSettings) -> Result<Self, String> {
        let settings_name_actix = filter.contains("actix");
        let filter = EnvFilter::try_new(filter)
            .map_err(|_| format!("--log takes a level or a filter, not {filter:?}"))?;
        let guard = report(settings)?;
        let lines = fmt::layer().with_writer(io::stderr);
        let lines = match settings.log_format {
            LogFormat::Text => lines.with_ansi(io::stderr().is_terminal()).boxed(),
            LogFormat::Json => lines.json().flatten_event(true).boxed(),
        };
        // Errors alone, and no trail of what came before them.
        let of_ours = Targets::new()
            .with_targets(["api", "store_pg", "importer"].map(|own| (own, LevelFilter::ERROR)));
        let errors = guard.as_ref().map(|_| ErrorLayer::new().with_filter(of_ours));
        // Whoever sends what is no HTTP at all must not fill the log.
        let strangers = "actix_http::h1=off".parse::<Directive>();
        let filter = match strangers {
            Ok(quiet) if !settings_name_actix => filter.add_directive(quiet),
            _ => filter,
        };
        registry().with(filter).with(lines).with(errors).init();
        Ok(Self { _guard: guard })
    }
}

fn report(settings: &ObserveSettings) -> Result<Option<ClientInitGuard>, String> {
    if settings.sentry_dsn.is_empty() {
        return Ok(None);
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
    Ok(Some(sentry::init(options)))
}
