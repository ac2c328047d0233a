//! Answers with tags: made once, sent only where the client does not have them already.

use std::io::Write;

use actix_web::http::header::{
    self, AcceptEncoding, Encoding, EntityTag, Header as _, HeaderMap, HeaderValue, IfNoneMatch,
    TryIntoHeaderValue as _,
};
use actix_web::web::Bytes;
use actix_web::{HttpRequest, HttpResponse, web};
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use store_pg::BookVersion;

use crate::problem::Problem;

/// Smaller bodies are sent as they are.
const WORTH_COMPRESSING: usize = 1024;

/// Larger ones are packed by a thread for such work.
const LARGE: usize = 128 * 1024;

/// What is sent with every answer: it may be kept, but has to be asked about.
const CACHE_CONTROL: &str = "private, no-cache";

/// What the headers of an answer take, about.
const OF_HEADERS: usize = 1024;

const HEX: [u8; 16] = *b"0123456789abcdef";

/// How a body is coded on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Plain,
    Gzip,
    Zstd,
}

/// The tag of an answer, without its coding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tag(String);

impl Tag {
    /// Of an answer made from a state of the book: a database that was reset has another epoch.
    pub(crate) fn of_book(version: &BookVersion, question: &str) -> Self {
        Self::digest(&[&version.epoch, &version.sequence.to_string(), &version.token, question])
    }

    /// Of an answer that depends on this program alone.
    pub(crate) fn of_content(content: &[u8]) -> Self {
        Self::digest(&[&format!("{:x?}", Sha256::digest(content))])
    }

    fn digest(parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        for part in parts {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        let halves = |byte: &u8| [byte >> 4, byte & 15];
        let digit = |half: u8| char::from(HEX[usize::from(half)]);
        Self(digest.finalize()[..12].iter().flat_map(halves).map(digit).collect())
    }

    fn coded(&self, coding: Coding) -> EntityTag {
        EntityTag::new_strong(match coding {
            Coding::Plain => self.0.clone(),
            Coding::Gzip => format!("{}-gzip", self.0),
            Coding::Zstd => format!("{}-zstd", self.0),
        })
    }
}

/// What a client takes and has.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    coding: Coding,
    has: Option<IfNoneMatch>,
}

impl Client {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let coded = AcceptEncoding::parse(request).ok().and_then(|accepted| {
            accepted.negotiate([Encoding::gzip(), Encoding::zstd(), Encoding::identity()].iter())
        });
        let coding = match coded {
            Some(coding) if coding == Encoding::gzip() => Coding::Gzip,
            Some(coding) if coding == Encoding::zstd() => Coding::Zstd,
            _ => Coding::Plain,
        };
        let asks = request.headers().contains_key(header::IF_NONE_MATCH);
        Self { coding, has: IfNoneMatch::parse(request).ok().filter(|_| asks) }
    }

    /// The answer to a client that has this already. What is asked for has to exist.
    pub(crate) fn not_modified(&self, tag: &Tag) -> Option<HttpResponse> {
        match self.has.as_ref()? {
            IfNoneMatch::Any => Some(Self::has_it(tag.coded(self.coding))),
            IfNoneMatch::Items(_) => self.not_modified_by_tag(tag),
        }
    }

    /// The answer to a client that names this tag, which it got with an answer: what is asked for
    /// need not be looked for.
    pub(crate) fn not_modified_by_tag(&self, tag: &Tag) -> Option<HttpResponse> {
        let IfNoneMatch::Items(items) = self.has.as_ref()? else { return None };
        // What is small is sent plain, whatever the client takes.
        let mut tags = [self.coding, Coding::Plain].into_iter().map(|coding| tag.coded(coding));
        tags.find(|tag| items.iter().any(|item| item.weak_eq(tag))).map(Self::has_it)
    }

    fn has_it(tag: EntityTag) -> HttpResponse {
        let mut response = HttpResponse::NotModified();
        response.insert_header(header::ETag(tag));
        response.insert_header((header::CACHE_CONTROL, CACHE_CONTROL));
        response.insert_header((header::VARY, "Accept-Encoding"));
        response.finish()
    }

    /// What an answer with this tag is kept by: the same for clients that take the same coding.
    pub(crate) fn question(&self, tag: &Tag) -> String {
        tag.coded(self.coding).tag().to_owned()
    }

    /// An answer of this type, with these headers.
    pub(crate) async fn answer(
        &self,
        tag: &Tag,
        content_type: &str,
        headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<HttpResponse, Problem> {
        Ok(self.ready(tag, content_type, headers, body).await?.send())
    }

    /// An answer of this type, with these headers, to be sent as often as it is asked for.
    pub(crate) async fn ready(
        &self,
        tag: &Tag,
        content_type: &str,
        mut headers: HeaderMap,
        body: Vec<u8>,
    ) -> Result<Ready, Problem> {
        let coding = if body.len() < WORTH_COMPRESSING { Coding::Plain } else { self.coding };
        let content_type = HeaderValue::from_str(content_type).map_err(|_| Problem::Internal)?;
        headers.insert(header::CONTENT_TYPE, content_type);
        let tag = tag.coded(coding).try_into_value().map_err(|_| Problem::Internal)?;
        headers.insert(header::ETAG, tag);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Some(name) = coding.name() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(name));
        }
        // Packing a large body would hold up other requests.
        let packed = if coding == Coding::Plain || body.len() < LARGE {
            coding.encode(body)
        } else {
            web::block(move || coding.encode(body)).await.map_err(|_| Problem::Internal)?
        };
        let mut body = packed.map_err(|fault| {
            tracing::error!(%fault, "a body could not be compressed");
            Problem::Internal
        })?;
        // It may be kept.
        body.shrink_to_fit();
        Ok(Ready { headers, body: body.into() })
    }
}

/// An answer that only has to be sent; a copy shares its body.
#[derive(Clone, Debug)]
pub(crate) struct Ready {
    headers: HeaderMap,
    body: Bytes,
}

impl Ready {
    pub(crate) fn send(self) -> HttpResponse {
        let mut response = HttpResponse::Ok().body(self.body);
        *response.headers_mut() = self.headers;
        response
    }

    /// About what it takes to keep.
    pub(crate) fn bytes(&self) -> usize {
        OF_HEADERS + self.body.len()
    }

    #[cfg(test)]
    pub(crate) fn of(body: Bytes) -> Self {
        Self { headers: HeaderMap::new(), body }
    }
}

impl Coding {
    fn name(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Gzip => Some("gzip"),
            Self::Zstd => Some("zstd"),
        }
    }

    fn encode(self, body: Vec<u8>) -> std::io::Result<Vec<u8>> {
        match self {
            Self::Plain => Ok(body),
            Self::Gzip => {
                let out = Vec::with_capacity(body.len() / 4);
                let mut encoder = GzEncoder::new(out, Compression::fast());
                encoder.write_all(&body)?;
                encoder.finish()
            }
            Self::Zstd => zstd::encode_all(body.as_slice(), 1),
        }
    }
}
