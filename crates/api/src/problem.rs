//! Errors as clients read them: RFC 9457 problem documents. None shows SQL, a path or a stack.

use std::fmt::{self, Display, Formatter};

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};
use store_pg::StoreError;

use crate::wire::Headroom;

/// How long a client should wait before it asks again, in seconds.
pub(crate) const RETRY_AFTER: u32 = 2;

/// How to sign in: with an API key or a token, as a bearer.
const CHALLENGE: &str = "Bearer realm=\"sip-opportunities\"";

/// What is wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ParameterError {
    pub(crate) parameter: String,
    pub(crate) detail: String,
}

/// Why a request is not answered as it was meant to be.
#[derive(Clone, Debug)]
pub(crate) enum Problem {
    BadParameters(Vec<ParameterError>),
    NotFound(String),
    Unauthorized(&'static str),
    Forbidden(&'static str),
    MethodNotAllowed {
        method: Method,
        allow: String,
    },
    Gone,
    /// Somebody else is at it.
    Conflict(String),
    /// What was sent is not taken, and the first bad records, as the importer words them.
    Refused {
        detail: String,
        rejects: Vec<Value>,
    },
    TooLarge,
    HeadTooLarge,
    TooSlow,
    TooMany(Headroom),
    Unavailable(&'static str),
    Loading(String),
    Internal,
}

impl Problem {
    pub(crate) fn bad_parameter(parameter: &str, detail: impl Into<String>) -> Self {
        let parameter = parameter.to_owned();
        Self::BadParameters(vec![ParameterError { parameter, detail: detail.into() }])
    }

    /// What the problem is called, for programs that tell problems apart.
    fn name(&self) -> &'static str {
        match self {
            Self::BadParameters(_) => "bad-parameter",
            Self::NotFound(_) => "not-found",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::MethodNotAllowed { .. } => "method-not-allowed",
            Self::Gone => "cursor-expired",
            Self::Conflict(_) => "conflict",
            Self::Refused { .. } => "import-refused",
            Self::TooLarge => "too-large",
            Self::HeadTooLarge => "head-too-large",
            Self::TooSlow => "too-slow",
            Self::TooMany(_) => "too-many",
            Self::Unavailable(_) => "unavailable",
            Self::Loading(_) => "loading",
            Self::Internal => "internal",
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::BadParameters(_) => "A parameter is not what it takes",
            Self::NotFound(_) => "There is no such thing",
            Self::Unauthorized(_) => "Nobody has signed in",
            Self::Forbidden(_) => "You may not do that",
            Self::MethodNotAllowed { .. } => "This resource does not take that method",
            Self::Gone => "The list has changed since",
            Self::Conflict(_) => "Something else is under way",
            Self::Refused { .. } => "The export is not taken",
            Self::TooLarge | Self::HeadTooLarge => "The request is too large",
            Self::TooSlow => "The request took too long to come",
            Self::TooMany(_) => "Too many requests",
            Self::Unavailable(_) | Self::Loading(_) => "Not available at the moment",
            Self::Internal => "Something went wrong here",
        }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::BadParameters(errors) => {
                for (position, error) in errors.iter().enumerate() {
                    let separator = if position == 0 { "" } else { "; " };
                    write!(f, "{separator}{}: {}", error.parameter, error.detail)?;
                }
                Ok(())
            }
            Self::NotFound(what) | Self::Conflict(what) => write!(f, "{what}"),
            Self::Refused { detail, .. } => f.write_str(detail),
            Self::MethodNotAllowed { method, allow } => {
                write!(f, "{method} is not allowed here; {allow} are")
            }
            Self::Gone => f.write_str(
                "An import has landed since the first page. Ask for the first page again, \
                 without a cursor.",
            ),
            Self::TooLarge => f.write_str("No request here has a body of that size."),
            Self::HeadTooLarge => {
                f.write_str("No request here needs so long an address or headers.")
            }
            Self::TooSlow => f.write_str("It broke off, or came too slowly."),
            Self::TooMany(limit) => write!(f, "Ask again in {} seconds.", limit.wait_seconds),
            Self::Unauthorized(why) | Self::Forbidden(why) | Self::Unavailable(why) => {
                f.write_str(why)
            }
            Self::Loading(why) => f.write_str(why),
            Self::Internal => f.write_str("It has been logged. Asking again may help."),
        }
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::BadParameters(_) => StatusCode::BAD_REQUEST,
            Self::NotFound(_) => StatusCode::NOT_FOUND,
            Self::Unauthorized(_) => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::MethodNotAllowed { .. } => StatusCode::METHOD_NOT_ALLOWED,
            Self::Gone => StatusCode::GONE,
            Self::Conflict(_) => StatusCode::CONFLICT,
            Self::Refused { .. } => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) => StatusCode::TOO_MANY_REQUESTS,
            Self::Unavailable(_) | Self::Loading(_) => StatusCode::SERVICE_UNAVAILABLE,
            Self::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn error_response(&self) -> HttpResponse {
        let status = self.status_code();
        let mut document = json!({
            "type": format!("urn:sip-opportunities:problem:{}", self.name()),
            "title": self.title(),
            "status": status.as_u16(),
            "detail": self.to_string(),
        });
        let mut response = HttpResponse::build(status);
        response.content_type("application/problem+json");
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        match self {
            Self::BadParameters(errors) => {
                let errors = errors
                    .iter()
                    .map(|error| json!({"parameter": error.parameter, "detail": error.detail}));
                document["errors"] = errors.collect();
            }
            Self::MethodNotAllowed { allow, .. } => {
                response.insert_header((header::ALLOW, allow.as_str()));
            }
            Self::Refused { rejects, .. } if !rejects.is_empty() => {
                document["rejects"] = Value::Array(rejects.clone());
            }
            Self::Unauthorized(_) => {
                response.insert_header((header::WWW_AUTHENTICATE, CHALLENGE));
            }
            Self::Unavailable(_) | Self::Loading(_) => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER));
            }
            Self::TooMany(limit) => {
                response.insert_header((header::RETRY_AFTER, limit.wait_seconds));
            }
            _ => {}
        }
        let mut response = response.body(document.to_string());
        if let Self::TooMany(limit) = self {
            limit.tell(response.headers_mut());
        }
        response
    }
}

/// What the database could not do. Only the log learns more than that.
impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Away(_) => {
                tracing::warn!(%error, "the database is away");
                Self::Unavailable("The database is away. Try again in a moment.")
            }
            other => {
                tracing::error!(error = %other, "the store failed");
                Self::Internal
            }
        }
    }
}
