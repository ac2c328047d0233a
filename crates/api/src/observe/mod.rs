//! Seeing what happens: logs, numbers for Prometheus, health, and reports of errors.

mod age;
mod exporter;
mod logs;
mod metrics;
mod settings;
mod statements;
mod visit;
mod watch;

pub use age::Readiness;
pub(crate) use age::look_at_the_book;
pub(crate) use exporter::Exporter;
pub(crate) use logs::Reports;
pub(crate) use metrics::{Meter, book_loaded, connections, rate_limited, refresh_failed};
pub(crate) use metrics::{audit_queue, imported};
pub use settings::{LogFormat, ObserveSettings};
pub(crate) use statements::{long_statement, slow_from, statement};
pub(crate) use visit::Visit;
#[cfg(feature = "fuzzing")]
pub(crate) use visit::given;
pub(crate) use visit::request_id;
pub(crate) use watch::{metered, watch};
