//! What a route says of itself, in one row: the router, the gate, the audit trail, the tests of who
//! may ask and the OpenAPI document all come from it. No part has a default, so that a route which
//! forgets one does not compile.

use actix_web::http::Method;
use http_edge::ContentSecurityPolicy;

use crate::params::Param;
use crate::request::Handler;
use crate::schema::Shape;

/// What a resource does when asked by a method, and what is to be known about it.
pub struct Route {
    /// Its address, with the names of what varies in braces.
    pub path: String,
    /// The method; a GET answers HEAD too.
    pub method: Method,
    /// Who may ask.
    pub access: Access,
    /// What it is about, for the audit trail.
    pub subject: Subject,
    /// What the OpenAPI document says of it; nothing where it is a part of a page.
    pub(crate) operation: Option<Operation>,
    /// What varies in its address.
    pub path_params: Vec<PathParam>,
    pub(crate) params: Vec<Param>,
    pub(crate) body: Body,
    pub(crate) answers: Vec<Answer>,
    pub(crate) policy: ContentSecurityPolicy,
    pub(crate) handler: Handler,
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Whoever reaches the server: nothing of the book is told.
    Anyone,
    /// Whoever has signed in, each of what they may see.
    SignedIn,
    /// Whoever may write down what was done about clients, each of what they may see.
    Writer,
    /// Administrators.
    Admin,
}

/// What a route is about: an entry of the audit trail names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The server, and nobody's money.
    Server,
    /// The clients of the agent who is asked for, or of all whom the caller sees.
    Agents,
    /// The client in the address.
    Client,
    /// Work: the event in the address, or what was written down.
    Work,
    /// API keys: the one in the address, or the one that was made.
    Keys,
    /// Imports, of the whole book.
    Imports,
}

/// What varies in an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PathParam {
    /// Its name between the braces.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// One that there may be.
    pub example: &'static str,
}

/// What the OpenAPI document says of a route, beside what it takes and answers.
pub(crate) struct Operation {
    /// Names the operation in clients that are made from the document.
    pub(crate) id: String,
    pub(crate) tag: Tag,
    /// In a few words.
    pub(crate) summary: String,
}

/// The part of the document in which an operation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tag {
    Opportunities,
    Calls,
    Book,
    Service,
}

impl Tag {
    pub(crate) const ALL: [Self; 4] = [Self::Opportunities, Self::Calls, Self::Book, Self::Service];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Opportunities => "opportunities",
            Self::Calls => "calls",
            Self::Book => "book",
            Self::Service => "service",
        }
    }

    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Opportunities => "Whom to call, and the totals.",
            Self::Calls => "One call a client: the day's work, what was done, what changed.",
            Self::Book => "Agents and clients, and how the book is filled.",
            Self::Service => "The server itself.",
        }
    }
}

/// What has to be sent, and how the edge bounds it.
pub(crate) enum Body {
    /// Nothing. Whatever comes is bounded like any small body.
    None,
    /// JSON of this shape, bounded by the edge in bytes and in time.
    Json { meaning: &'static str, shape: Shape },
    /// A file, which the route itself bounds in bytes and in time.
    File { meaning: &'static str, example: &'static str },
}

/// One way in which a route answers. What the gate and the edge answer is known without it.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) meaning: &'static str,
    pub(crate) headers: &'static [AnswerHeader],
    pub(crate) content: Content,
}

impl Answer {
    /// The client has the answer already.
    pub(crate) const NOT_MODIFIED: Self = Self {
        status: 304,
        meaning: "The client has this answer already.",
        headers: &[],
        content: Content::Nothing,
    };

    /// Nobody that is seen has the id in the address.
    pub(crate) const NOT_FOUND: Self = Self::problem(404, "There is no such thing.");

    /// A list changed between two of its pages.
    pub(crate) const CURSOR_EXPIRED: Self =
        Self::problem(410, "The list has changed since the first page: ask for it again.");

    /// A problem document.
    pub(crate) const fn problem(status: u16, meaning: &'static str) -> Self {
        Self { status, meaning, headers: &[], content: Content::Problem }
    }
}

/// A header that an answer carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AnswerHeader {
    ETag,
    Link,
    TotalCount,
    DataAsOf,
    Directory,
    Location,
}

impl AnswerHeader {
    /// Those of a list that comes in pages.
    pub(crate) const OF_PAGES: [Self; 4] =
        [Self::ETag, Self::TotalCount, Self::Link, Self::DataAsOf];
}

/// What an answer holds.
pub(crate) enum Content {
    Nothing,
    Json(Shape),
    Html,
    Problem,
}

impl Route {
    /// Whether its query takes a parameter of this name.
    #[must_use]
    pub fn takes(&self, name: &str) -> bool {
        self.params.iter().any(|param| param.name == name)
    }

    /// Whether its body is a file that only the route bounds.
    pub(crate) fn is_upload(&self) -> bool {
        matches!(self.body, Body::File { .. })
    }
}
