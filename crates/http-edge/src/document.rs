//! Documents that stay as they are while the server runs: tagged once, and packed once a coding.

use std::sync::{Arc, OnceLock};

use actix_web::HttpResponse;
use actix_web::http::header::HeaderMap;
use actix_web::web::Bytes;

use crate::blocking::blocking;
use crate::coding::ContentCoding;
use crate::etag::ETag;
use crate::negotiation::Negotiation;
use crate::prepared::PreparedAnswer;
use crate::problem::Problem;

/// A document that stays as it is while the server runs. However often it is asked for, it is tagged
/// once, packed once for each coding that anybody takes, and shared by all answers. Copies are the
/// same document.
#[derive(Clone, Debug)]
pub struct Document(Arc<Parts>);

#[derive(Debug)]
struct Parts {
    content_type: String,
    tag: ETag,
    body: Bytes,
    /// By coding; none where it could not be packed.
    packed: [OnceLock<Option<Bytes>>; 2],
}

impl Document {
    /// A document of this type.
    #[must_use]
    pub fn new(content_type: &str, body: Vec<u8>) -> Self {
        Self(Arc::new(Parts {
            content_type: content_type.to_owned(),
            tag: ETag::of_content(&body),
            body: body.into(),
            packed: Default::default(),
        }))
    }

    /// The document, for a client that does not have it.
    ///
    /// # Errors
    /// [`Problem::Internal`] where it cannot be put together.
    pub async fn answer(&self, client: &Negotiation) -> Result<HttpResponse, Problem> {
        let Parts { content_type, tag, body, .. } = &*self.0;
        if let Some(answer) = client.not_modified(tag) {
            return Ok(answer);
        }
        let coding = client.coding_of(body.len());
        let headers = client.headers(tag, content_type, coding, HeaderMap::new())?;
        Ok(PreparedAnswer::new(headers, self.coded(coding).await?).send())
    }

    async fn coded(&self, coding: ContentCoding) -> Result<Bytes, Problem> {
        let Some(packed) = self.0.packed(coding) else { return Ok(self.0.body.clone()) };
        if let Some(packed) = packed.get() {
            return packed.clone().ok_or(Problem::Internal);
        }
        let parts = Arc::clone(&self.0);
        // Others who ask meanwhile wait for the one who packs.
        let packing = blocking(move || parts.pack(coding));
        packing.await?.ok_or(Problem::Internal)
    }
}

impl Parts {
    fn packed(&self, coding: ContentCoding) -> Option<&OnceLock<Option<Bytes>>> {
        match coding {
            ContentCoding::Identity => None,
            ContentCoding::Gzip => Some(&self.packed[0]),
            ContentCoding::Zstd => Some(&self.packed[1]),
        }
    }

    fn pack(&self, coding: ContentCoding) -> Option<Bytes> {
        let pack = || match coding.encode(self.body.to_vec()) {
            Ok(packed) => Some(packed.into()),
            Err(fault) => {
                tracing::error!(%fault, "a document could not be packed");
                None
            }
        };
        self.packed(coding)?.get_or_init(pack).clone()
    }
}
