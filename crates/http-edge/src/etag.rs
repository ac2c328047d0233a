//! Strong entity tags.

use actix_web::http::header::EntityTag;
use sha2::{Digest, Sha256};

use crate::coding::ContentCoding;

const HEX: [u8; 16] = *b"0123456789abcdef";

/// Bytes of the digest that a tag shows: 96 bits, so that no two answers share one by chance.
const BYTES: usize = 12;

/// The tag of an answer, before the coding of its body is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ETag(String);

impl ETag {
    /// The tag of an answer that these parts determine, together with the program that makes it.
    ///
    /// ```
    /// use http_edge::ETag;
    /// assert_eq!(ETag::of(&["a", "b"]), ETag::of(&["a", "b"]));
    /// assert_ne!(ETag::of(&["a", "b"]), ETag::of(&["ab", ""]));
    /// ```
    #[must_use]
    pub fn of(parts: &[&str]) -> Self {
        let mut digest = Sha256::new();
        digest.update(env!("CARGO_PKG_VERSION"));
        for part in parts {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        let halves = |byte: &u8| [byte >> 4, byte & 15];
        let digit = |half: u8| char::from(HEX[usize::from(half)]);
        Self(digest.finalize()[..BYTES].iter().flat_map(halves).map(digit).collect())
    }

    /// The tag of an answer that something else determines as well.
    #[must_use]
    pub fn with(&self, part: &str) -> Self {
        Self::of(&[&self.0, part])
    }

    /// The tag of an answer that its content alone determines.
    #[must_use]
    pub fn of_content(content: &[u8]) -> Self {
        Self::of(&[&format!("{:x?}", Sha256::digest(content))])
    }

    /// The tag of the answer in one coding: bodies that differ have different tags.
    pub(crate) fn coded(&self, coding: ContentCoding) -> EntityTag {
        EntityTag::new_strong(match coding.name() {
            None => self.0.clone(),
            Some(name) => format!("{}-{name}", self.0),
        })
    }
}
