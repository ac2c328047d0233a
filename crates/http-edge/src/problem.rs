//! Errors as clients read them: RFC 9457 problem documents. None shows SQL, a path or a stack.

use std::fmt::{self, Display, Formatter};

use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpResponse, ResponseError};
use serde_json::{Value, json};

use crate::headroom::Headroom;

/// How long a client should wait before it asks again where nobody knows better, in seconds.
const RETRY_AFTER_SECONDS: u32 = 2;

/// How to sign in: with an API key or a token, as a bearer.
const CHALLENGE: &str = "Bearer realm=\"sip-opportunities\"";

/// What is wrong with one parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParameterError {
    /// Its name.
    pub parameter: String,
    /// What is wrong, or what it takes.
    pub detail: String,
}

impl ParameterError {
    /// Says of a parameter what is wrong with it.
    #[must_use]
    pub fn new(parameter: &str, detail: impl Into<String>) -> Self {
        Self { parameter: parameter.to_owned(), detail: detail.into() }
    }
}

/// What was sent whole and is still not taken.
#[derive(Clone, Debug)]
pub struct Unprocessable {
    /// What the problem is called, for programs that tell problems apart.
    pub name: &'static str,
    /// The problem, in general.
    pub title: &'static str,
    /// The problem, this time.
    pub detail: String,
    /// A member that this problem alone has, where it has one.
    pub member: Option<(&'static str, Value)>,
}

/// What cannot be done as things stand, and how they stand.
#[derive(Clone, Debug)]
pub struct StandingConflict {
    /// The problem, this time.
    pub detail: String,
    /// What stands there now, under its name.
    pub member: (&'static str, Value),
}

/// Why a request is not answered as it was meant to be.
#[derive(Clone, Debug)]
pub enum Problem {
    /// 400: every parameter at fault.
    BadParameters(Vec<ParameterError>),
    /// 404.
    NotFound(String),
    /// 401.
    Unauthorized(&'static str),
    /// 403.
    Forbidden(&'static str),
    /// 405, with the methods that are allowed.
    MethodNotAllowed {
        /// The method asked by.
        method: Method,
        /// Those that the resource takes, as the `Allow` header lists them.
        allow: String,
    },
    /// 410: a cursor's list is no more.
    Gone(&'static str),
    /// 409: somebody else is at it.
    Conflict(String),
    /// 409, with what stands there now.
    ConflictWith(Box<StandingConflict>),
    /// 415, with how to send it.
    UnsupportedMedia(&'static str),
    /// 422.
    Unprocessable(Box<Unprocessable>),
    /// 413.
    TooLarge,
    /// 431.
    HeadTooLarge,
    /// 408.
    TooSlow,
    /// 429, with the limit that is used up.
    TooMany(Headroom),
    /// 429, of something that is counted otherwise than requests are.
    TooOften {
        /// What was done too often.
        detail: &'static str,
        /// How long to wait, in seconds.
        wait_seconds: u32,
    },
    /// 503: something that answers need is away for a moment.
    Unavailable(&'static str),
    /// 503: the server has just been started.
    Loading(String),
    /// 500: the log knows more.
    Internal,
}

impl Problem {
    /// One parameter is at fault.
    #[must_use]
    pub fn bad_parameter(parameter: &str, detail: impl Into<String>) -> Self {
        Self::BadParameters(vec![ParameterError::new(parameter, detail)])
    }

    /// What the problem is called, for programs that tell problems apart.
    fn name(&self) -> &'static str {
        match self {
            Self::BadParameters(_) => "bad-parameter",
            Self::NotFound(_) => "not-found",
            Self::Unauthorized(_) => "unauthorized",
            Self::Forbidden(_) => "forbidden",
            Self::MethodNotAllowed { .. } => "method-not-allowed",
            Self::Gone(_) => "cursor-expired",
            Self::Conflict(_) | Self::ConflictWith(_) => "conflict",
            Self::UnsupportedMedia(_) => "unsupported-media",
            Self::Unprocessable(refusal) => refusal.name,
            Self::TooLarge => "too-large",
            Self::HeadTooLarge => "head-too-large",
            Self::TooSlow => "too-slow",
            Self::TooMany(_) | Self::TooOften { .. } => "too-many",
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
            Self::Gone(_) => "The list has changed since",
            Self::Conflict(_) | Self::ConflictWith(_) => "It cannot be done as things stand",
            Self::UnsupportedMedia(_) => "It is not sent as this resource takes it",
            Self::Unprocessable(refusal) => refusal.title,
            Self::TooLarge | Self::HeadTooLarge => "The request is too large",
            Self::TooSlow => "The request took too long to come",
            Self::TooMany(_) | Self::TooOften { .. } => "Too many requests",
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
            Self::ConflictWith(conflict) => f.write_str(&conflict.detail),
            Self::TooOften { detail, .. } => f.write_str(detail),
            Self::Unprocessable(refusal) => f.write_str(&refusal.detail),
            Self::MethodNotAllowed { method, allow } => {
                write!(f, "{method} is not allowed here; {allow} are")
            }
            Self::TooLarge => f.write_str("No request here has a body of that size."),
            Self::HeadTooLarge => {
                f.write_str("No request here needs so long an address or headers.")
            }
            Self::TooSlow => f.write_str("It broke off, or came too slowly."),
            Self::TooMany(limit) => write!(f, "Ask again in {} seconds.", limit.wait_seconds),
            Self::Unauthorized(why)
            | Self::Forbidden(why)
            | Self::Gone(why)
            | Self::UnsupportedMedia(why)
            | Self::Unavailable(why) => f.write_str(why),
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
            Self::Gone(_) => StatusCode::GONE,
            Self::Conflict(_) | Self::ConflictWith(_) => StatusCode::CONFLICT,
            Self::UnsupportedMedia(_) => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Self::Unprocessable(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Self::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Self::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Self::TooSlow => StatusCode::REQUEST_TIMEOUT,
            Self::TooMany(_) | Self::TooOften { .. } => StatusCode::TOO_MANY_REQUESTS,
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
            Self::Unprocessable(refusal) => {
                if let Some((name, value)) = &refusal.member {
                    document[*name] = value.clone();
                }
            }
            Self::ConflictWith(conflict) => {
                let (name, value) = &conflict.member;
                document[*name] = value.clone();
            }
            Self::TooOften { wait_seconds, .. } => {
                response.insert_header((header::RETRY_AFTER, *wait_seconds));
            }
            Self::Unauthorized(_) => {
                response.insert_header((header::WWW_AUTHENTICATE, CHALLENGE));
            }
            Self::Unavailable(_) | Self::Loading(_) => {
                response.insert_header((header::RETRY_AFTER, RETRY_AFTER_SECONDS));
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
