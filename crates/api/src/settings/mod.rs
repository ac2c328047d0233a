//! What the server may be told, by flags, the environment or a `.env` file.

mod environment;
mod in_force;

use std::net::IpAddr;
use std::thread::available_parallelism;

use access::SignInSettings;
use clap::{ArgAction, Args};
use http_edge::EdgeSettings;

use crate::audit::AuditSettings;
use crate::desk::DeskSettings;
use crate::imports::ImportSettings;
use crate::observe::ObserveSettings;

pub(crate) use environment::DotEnv;
pub(crate) use in_force::{in_force, table};

/// What the server may be told.
#[derive(Args, Clone, Debug)]
pub struct Settings {
    /// The database's address.
    #[arg(
        long,
        env,
        hide_env_values = true,
        value_name = "URL",
        default_value = "",
        global = true
    )]
    pub database_url: String,
    /// The address to listen on.
    #[arg(long, env, default_value = "127.0.0.1", value_name = "ADDRESS")]
    pub bind: IpAddr,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, env, default_value_t = 8000)]
    pub port: u16,
    /// Threads that answer requests; one for each of the machine's cores by default.
    #[arg(long, env, value_parser = clap::value_parser!(u16).range(1..))]
    pub workers: Option<u16>,
    /// Connections to the database for what the book does not hold.
    #[arg(long, env, default_value_t = 4, value_parser = clap::value_parser!(u32).range(1..))]
    pub pool_size: u32,
    /// How long a request waits for such a connection, in milliseconds.
    #[arg(long, env, default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub pool_patience_millis: u64,
    /// How often to look for a newer book, in milliseconds.
    #[arg(long, env, default_value_t = 250, value_parser = clap::value_parser!(u64).range(1..))]
    pub refresh_millis: u64,
    /// Memory for answers that may be asked for again, in megabytes; 0 keeps none.
    #[arg(long, env, default_value_t = 64, value_parser = clap::value_parser!(u32).range(..=65_536))]
    pub kept_megabytes: u32,
    /// Whether `/docs`, `/redoc` and `/openapi.json` are shown, to whoever asks: `true` or `false`.
    #[arg(long, env, default_value_t = true, value_name = "TRUTH", action = ArgAction::Set)]
    pub documentation: bool,
    /// The day's work.
    #[command(flatten)]
    pub desk: DeskSettings,
    /// How people sign in.
    #[command(flatten)]
    pub sign_in: SignInSettings,
    /// What to log: `error`, `warn`, `info`, `debug`, or a filter of `tracing-subscriber`.
    #[arg(long, env, default_value = "info", value_name = "FILTER")]
    pub log: String,
    /// What stands between the routes and whoever asks.
    #[command(flatten)]
    pub edge: EdgeSettings,
    /// How it is watched.
    #[command(flatten)]
    pub observe: ObserveSettings,
    /// Imports over HTTP.
    #[command(flatten)]
    pub imports: ImportSettings,
    /// The audit trail.
    #[command(flatten)]
    pub audit: AuditSettings,
}

impl Settings {
    /// Threads that answer requests.
    pub(crate) fn workers(&self) -> usize {
        let cores = || available_parallelism().map_or(2, usize::from);
        self.workers.map_or_else(cores, usize::from)
    }
}
