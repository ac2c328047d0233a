//! The settings of the edge.

use std::path::PathBuf;

use clap::Args;

use crate::{Origins, ProxyHeader, TrustedProxies};

/// The settings of the edge, by flags or the environment.
#[derive(Args, Clone, Debug)]
pub struct EdgeSettings {
    /// A PEM file of certificates, the server's own first: speaks TLS. A changed file is taken up.
    #[arg(long, env, value_name = "FILE")]
    pub tls_cert: Option<PathBuf>,
    /// The PEM file of the certificate's private key.
    #[arg(long, env, value_name = "FILE")]
    pub tls_key: Option<PathBuf>,
    /// Addresses or networks, separated by commas, of proxies that say whom they speak for.
    #[arg(long, env, default_value = "", value_name = "LIST", value_parser = TrustedProxies::parse)]
    pub trusted_proxies: TrustedProxies,
    /// The header by which they say it.
    #[arg(long, env, value_enum, default_value_t)]
    pub proxy_header: ProxyHeader,
    /// Origins, separated by commas, whose pages may ask.
    #[arg(long, env, default_value = "", value_name = "LIST", value_parser = Origins::parse)]
    pub cors_origins: Origins,
    /// Requests a second by one key; twice as many may come at once. 0 sets no limit.
    #[arg(long, env, default_value_t = 100, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub rate_per_key: u32,
    /// Requests a second from one address; twice as many may come at once. 0 sets no limit.
    #[arg(long, env, default_value_t = 200, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub rate_per_address: u32,
    /// Connections at the same time, so far as the limit of open files leaves room. For one more, the
    /// oldest that has sent nothing ends, else the oldest that never ended a question, else the one that
    /// is quiet for longest.
    #[arg(long, env, default_value_t = 4096, value_parser = clap::value_parser!(u32).range(1..))]
    pub max_connections: u32,
    /// Connections of one address at the same time; more are ended. Those of trusted proxies do not
    /// count. 0 sets no bound.
    #[arg(long, env, default_value_t = 256, value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    pub connections_per_address: u32,
    /// The largest head of a request, in bytes.
    #[arg(long, env, default_value_t = 16_384, value_parser = clap::value_parser!(u32).range(1024..=65_536))]
    pub max_header_bytes: u32,
    /// How long a request may take, in seconds.
    #[arg(long, env, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub request_seconds: u64,
    /// How long a connection may be idle, in seconds.
    #[arg(long, env, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub idle_seconds: u64,
    /// How long requests under way may take to end when the server is told to, in seconds.
    #[arg(long, env, default_value_t = 10, value_parser = clap::value_parser!(u64).range(..=3600))]
    pub drain_seconds: u64,
}
