//! The log, reports of errors, and the settings of all that is watched.

mod logs;
#[cfg_attr(not(feature = "sentry"), path = "no_reports.rs")]
mod reports;
mod settings;

pub(crate) use logs::start as start_log;
pub use settings::{LogFormat, ObserveSettings};
