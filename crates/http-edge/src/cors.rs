//! Pages of other origins that may ask: none, unless listed.

use actix_cors::Cors;
use actix_web::http::Uri;

/// How long a browser need not ask again whether it may ask.
const PREFLIGHT_SECONDS: usize = 3600;

/// What such pages may send, besides what every page may.
const SENT: [&str; 5] =
    ["authorization", "if-none-match", "content-type", "x-request-id", "traceparent"];

/// What they may read of an answer.
const READ: [&str; 9] = [
    "link",
    "etag",
    "x-total-count",
    "x-data-as-of",
    "ratelimit",
    "ratelimit-policy",
    "retry-after",
    "x-request-id",
    "traceresponse",
];

/// The origins listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Reads a list such as `https://desk.example.com,http://localhost:5173`.
    ///
    /// # Errors
    /// Says what the list takes.
    pub fn parse(list: &str) -> Result<Self, String> {
        let items = list.split(',').map(str::trim).filter(|item| !item.is_empty());
        let origins = items.map(|item| match item.parse::<Uri>() {
            Ok(uri) if is_origin(&uri, item) => Ok(item.to_ascii_lowercase()),
            _ => Err(format!("takes origins such as https://desk.example.com, not {item:?}")),
        });
        origins.collect::<Result<_, _>>().map(Self)
    }

    /// Whether no page of another origin may ask.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What answers preflights, and tells browsers what those pages may read.
    pub fn cors(&self) -> Cors {
        let cors = Cors::default()
            .allowed_methods(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"])
            .allowed_headers(SENT)
            .expose_headers(READ)
            .max_age(PREFLIGHT_SECONDS);
        self.0.iter().fold(cors, |cors, origin| cors.allowed_origin(origin))
    }
}

/// A scheme, a host and perhaps a port; browsers send nothing after them.
fn is_origin(uri: &Uri, text: &str) -> bool {
    matches!(uri.scheme_str(), Some("http" | "https"))
        && uri.authority().is_some_and(|host| text.ends_with(host.as_str()) && !text.contains('@'))
}
