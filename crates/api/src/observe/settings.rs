//! What the server may be told about being watched.

use std::net::IpAddr;

use clap::{Args, ValueEnum};

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line.
    Json,
}

/// What the server may be told about being watched.
#[derive(Args, Clone, Debug)]
pub struct ObserveSettings {
    /// How to write the log.
    #[arg(long, env, value_enum, default_value_t)]
    pub log_format: LogFormat,
    /// The port to tell Prometheus numbers at, under `/metrics`; none are kept without it. 0 takes
    /// a free one.
    #[arg(long, env)]
    pub metrics_port: Option<u16>,
    /// The address to tell Prometheus numbers at.
    #[arg(long, env, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub metrics_bind: IpAddr,
    /// A book older than this is a warning, in days.
    #[arg(long, env, default_value_t = 7, value_parser = clap::value_parser!(u32).range(..=36_500))]
    pub book_stale_days: u32,
    /// A statement to the database that takes longer is logged, in milliseconds.
    #[arg(long, env, default_value_t = 500)]
    pub slow_statement_millis: u64,
    /// Where to report errors: a DSN of Sentry. Nothing is reported without it.
    #[arg(long, env, hide_env_values = true, default_value = "", value_name = "DSN")]
    pub sentry_dsn: String,
    /// What reports of errors call this installation.
    #[arg(long, env, default_value = "production", value_name = "NAME")]
    pub sentry_environment: String,
}
