//! Stands in for reports of errors in a program that was built without them.

use tracing::Subscriber;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Identity;

use super::settings::ObserveSettings;

/// No reports.
pub(crate) struct Reports;

impl Reports {
    /// Refuses to be told where to report: an operator must not wait for reports that never come.
    pub(crate) fn start(settings: &ObserveSettings) -> Result<Self, String> {
        if settings.sentry_dsn.is_empty() {
            return Ok(Self);
        }
        Err("SENTRY_DSN is set, but this program was built without reports to Sentry: build it with \
             --features sentry"
            .to_owned())
    }

    pub(super) fn layer<S: Subscriber>(&self) -> Option<impl Layer<S> + use<S>> {
        None::<Identity>
    }
}
