//! What names a request, so that it is carried out once though it comes twice.

use actix_web::HttpRequest;
use http_edge::{Problem, Unprocessable};
use sha2::{Digest as _, Sha256};

const NAME: &str = "Idempotency-Key";
const LONGEST: usize = 255;

/// The key that a request carries, and all that it asks for as one digest.
#[derive(Clone)]
pub(super) struct RequestDigest {
    pub(super) key: String,
    pub(super) sha256: Vec<u8>,
}

impl RequestDigest {
    /// None where the request carries no key.
    pub(super) fn of(request: &HttpRequest, body: &[u8]) -> Result<Option<Self>, Problem> {
        let mut given = request.headers().get_all(NAME);
        let Some(value) = given.next() else { return Ok(None) };
        let text = value.to_str().ok().map(str::trim);
        let is_fit = |text: &&str| (1..=LONGEST).contains(&text.len());
        let key = text.filter(is_fit).filter(|_| given.next().is_none()).ok_or_else(|| {
            let takes = format!("takes 1 to {LONGEST} visible characters, once");
            Problem::bad_parameter(NAME, takes)
        })?;
        let mut digest = Sha256::new();
        for part in [request.method().as_str().as_bytes(), request.path().as_bytes(), body] {
            digest.update(part.len().to_le_bytes());
            digest.update(part);
        }
        Ok(Some(Self { key: key.to_owned(), sha256: digest.finalize().to_vec() }))
    }

    pub(super) fn as_key(&self) -> store_pg::RequestKey<'_> {
        store_pg::RequestKey { key: &self.key, sha256: &self.sha256 }
    }
}

/// The key was used for something else.
pub(super) fn other_request() -> Problem {
    Problem::Unprocessable(Box::new(Unprocessable {
        name: "other-request",
        title: "The key names another request",
        detail:
            "This Idempotency-Key was used within 24 hours for a request that asked for something \
                 else. Take a new key."
                .to_owned(),
        member: None,
    }))
}

/// The caller writes too often.
pub(super) const TOO_OFTEN: Problem = Problem::TooOften {
    detail: "A caller writes down at most 1,000 events an hour. Try again later.",
    wait_seconds: 600,
};
