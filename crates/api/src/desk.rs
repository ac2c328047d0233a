//! What the routes share.

use std::sync::Arc;

use store_pg::Pool;

use crate::answer::Tag;
use crate::live_book::LiveBook;
use crate::openapi;
use crate::sign_in::SignIn;

/// The server's state.
#[derive(Clone)]
pub struct Desk {
    pub(crate) live: LiveBook,
    pub(crate) pool: Pool,
    pub(crate) sign_in: SignIn,
    pub(crate) openapi: Arc<Document>,
}

/// An answer that this process knows when it starts.
pub(crate) struct Document {
    pub(crate) body: Vec<u8>,
    pub(crate) tag: Tag,
}

impl From<Vec<u8>> for Document {
    fn from(body: Vec<u8>) -> Self {
        Self { tag: Tag::of_content(&body), body }
    }
}

impl Desk {
    /// Answers from `live`, and from the database where the book does not hold what is asked, to
    /// those whom `sign_in` recognises.
    #[must_use]
    pub fn new(live: LiveBook, pool: Pool, sign_in: SignIn) -> Self {
        let openapi = Document::from(openapi::document().to_string().into_bytes());
        Self { live, pool, sign_in, openapi: Arc::new(openapi) }
    }
}
