//! What a client takes and what it has already: the coding of a body, and whether one is sent.

use actix_web::http::Method;
use actix_web::http::header::{
    self, EntityTag, Header as _, HeaderMap, HeaderValue, IfNoneMatch, TryIntoHeaderValue as _,
};
use actix_web::{HttpRequest, HttpResponse};

use crate::blocking::blocking;
use crate::coding::ContentCoding;
use crate::etag::ETag;
use crate::prepared::PreparedAnswer;
use crate::problem::Problem;

/// Smaller bodies are sent as they are: a packet holds them either way.
const WORTH_COMPRESSING: usize = 1024;

/// Larger bodies are compressed on a thread that may take its time.
const LARGE: usize = 128 * 1024;

/// Caches may keep an answer, but have to ask whether it still holds.
const CACHE_CONTROL: HeaderValue = HeaderValue::from_static("private, no-cache");
const VARY: HeaderValue = HeaderValue::from_static("Accept-Encoding");

/// What a client takes and has.
#[derive(Clone, Debug)]
pub struct Negotiation {
    coding: ContentCoding,
    /// Only the headers are asked for.
    is_head: bool,
    if_none_match: Option<IfNoneMatch>,
}

impl Negotiation {
    /// As the request's headers say.
    #[must_use]
    pub fn of(request: &HttpRequest) -> Self {
        let coding = ContentCoding::negotiated(request);
        // An absent header parses as a list of no tags.
        let is_conditional = request.headers().contains_key(header::IF_NONE_MATCH);
        let if_none_match = IfNoneMatch::parse(request).ok().filter(|_| is_conditional);
        Self { coding, is_head: request.method() == Method::HEAD, if_none_match }
    }

    /// 304 for a client that has this already. What is asked for has to exist: `*` stands for
    /// whatever there is.
    #[must_use]
    pub fn not_modified(&self, tag: &ETag) -> Option<HttpResponse> {
        match self.if_none_match.as_ref()? {
            IfNoneMatch::Any => Some(not_modified(tag.coded(self.coding))),
            IfNoneMatch::Items(_) => self.not_modified_by_tag(tag),
        }
    }

    /// 304 for a client that names this very tag. It got the tag with an answer, so that what is
    /// asked for need not be looked for.
    #[must_use]
    pub fn not_modified_by_tag(&self, tag: &ETag) -> Option<HttpResponse> {
        let IfNoneMatch::Items(items) = self.if_none_match.as_ref()? else { return None };
        // What is small is sent as it is, whatever the client takes.
        let mut tags = [self.coding, ContentCoding::Identity].map(|c| tag.coded(c)).into_iter();
        tags.find(|tag| items.iter().any(|item| item.weak_eq(tag))).map(not_modified)
    }

    /// What a cached answer with this tag is found by: the same for all clients that get the same
    /// bytes.
    #[must_use]
    pub fn cache_key(&self, tag: &ETag) -> String {
        let coded = tag.coded(self.coding);
        // A body that nobody is sent is not packed, and cannot be sent to somebody else.
        if self.is_head { format!("{} HEAD", coded.tag()) } else { coded.tag().to_owned() }
    }

    /// How a body of that size is coded.
    pub(crate) fn coding_of(&self, bytes: usize) -> ContentCoding {
        if bytes < WORTH_COMPRESSING { ContentCoding::Identity } else { self.coding }
    }

    /// The headers of an answer of this type, in a coding, beside those that it has already.
    pub(crate) fn headers(
        &self,
        tag: &ETag,
        content_type: &str,
        coding: ContentCoding,
        mut headers: HeaderMap,
    ) -> Result<HeaderMap, Problem> {
        let content_type = HeaderValue::from_str(content_type).map_err(|_| Problem::Internal)?;
        headers.insert(header::CONTENT_TYPE, content_type);
        let tag = tag.coded(coding).try_into_value().map_err(|_| Problem::Internal)?;
        headers.insert(header::ETAG, tag);
        headers.insert(header::CACHE_CONTROL, CACHE_CONTROL);
        headers.insert(header::VARY, VARY);
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        Ok(headers)
    }

    /// The answer of this type, with these headers and this body.
    ///
    /// # Errors
    /// [`Problem::Internal`] where it cannot be put together.
    pub async fn answer(
        &self,
        tag: &ETag,
        content_type: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Problem> {
        Ok(self.prepare(tag, content_type, headers, body).await?.send())
    }

    /// [`Negotiation::answer`], to be sent as often as it is asked for.
    ///
    /// # Errors
    /// [`Problem::Internal`] where it cannot be put together.
    pub async fn prepare(
        &self,
        tag: &ETag,
        content_type: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<PreparedAnswer, Problem> {
        let coding = self.coding_of(body.len());
        let headers = self.headers(tag, content_type, coding, headers)?;
        if self.is_head && coding != ContentCoding::Identity {
            return Ok(PreparedAnswer::without_body(headers));
        }
        let coded = if coding == ContentCoding::Identity || body.len() < LARGE {
            coding.encode(body)
        } else {
            blocking(move || coding.encode(body)).await?
        };
        let mut body = coded.map_err(|fault| {
            tracing::error!(%fault, "a body could not be compressed");
            Problem::Internal
        })?;
        // An answer in a cache must not hold on to the room that its making took.
        body.shrink_to_fit();
        Ok(PreparedAnswer::new(headers, body.into()))
    }
}

fn not_modified(tag: EntityTag) -> HttpResponse {
    let mut response = HttpResponse::NotModified();
    response.insert_header(header::ETag(tag));
    response.insert_header((header::CACHE_CONTROL, CACHE_CONTROL));
    response.insert_header((header::VARY, VARY));
    response.finish()
}
