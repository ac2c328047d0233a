//! What an operator does beside the server.

mod audit;
mod completions;
mod config;
mod keys;
mod output;
mod settle;
mod trail;

pub use audit::AuditOptions;
pub(crate) use audit::run as audit;
pub(crate) use completions::run as completions;
pub(crate) use config::run as config;
pub use keys::KeysOptions;
pub(crate) use keys::run as keys;
pub(crate) use settle::run as settle;
