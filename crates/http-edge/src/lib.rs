//! What stands between a route and whoever asks: TLS, trusted proxies, bounds and rates, request
//! ids, numbers of requests, problem documents, tags and codings.
//!
//! It knows no book and no sign-in: pages and programs are served through the same edge.
#![deny(missing_docs)]

mod blocking;
mod bounds;
mod coding;
mod connections;
mod context;
mod cors;
mod descriptors;
mod document;
mod edge;
mod etag;
mod exporter;
mod headroom;
mod held;
mod hosts;
mod listener;
mod metrics;
mod negotiation;
mod network;
mod prepared;
mod problem;
mod proxies;
mod rates;
mod readiness;
mod repeating;
mod request_log;
mod security_headers;
mod serve;
mod settings;
mod shutdown;
mod tls;
mod trace;
mod unique;
mod uploads;

pub use blocking::blocking;
pub use bounds::{
    answer_in_time, enforce_bounds, enforce_bounds_on_preflights, refuse_and_close, refuse_upload,
};
pub use context::{RequestContext, client_address, request_id};
pub use cors::Origins;
pub use descriptors::room_for_connections;
pub use document::Document;
pub use edge::Edge;
pub use etag::ETag;
pub use exporter::Exporter;
pub use headroom::Headroom;
pub use hosts::{is_loopback, is_loopback_host};
pub use metrics::RouteMetrics;
pub use negotiation::Negotiation;
pub use network::network;
pub use prepared::PreparedAnswer;
pub use problem::{ParameterError, Problem, StandingConflict, Unprocessable};
pub use proxies::{ProxyHeader, TrustedProxies};
pub use rates::Rates;
pub use readiness::Readiness;
pub use repeating::Repeating;
pub use request_log::{log_requests, name_route};
pub use security_headers::ContentSecurityPolicy;
pub use serve::serve;
pub use settings::EdgeSettings;
pub use shutdown::{ShutdownSignal, serve_until_told};
pub use tls::Tls;
pub use uploads::Uploads;

#[doc(hidden)]
pub use context::given_ids;
#[doc(hidden)]
pub use trace::Trace;
