//! What the routes share.

use std::sync::Arc;

use store_pg::Pool;

use crate::answer::Tag;
use crate::audit::Audit;
use crate::imports::Imports;
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
    pub(crate) imports: Arc<Imports>,
    pub(crate) audit: Option<Audit>,
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
        let signs_in = !matches!(sign_in, SignIn::Open);
        let openapi = Document::from(openapi::document(signs_in).to_string().into_bytes());
        let (openapi, imports) = (Arc::new(openapi), Arc::default());
        Self { live, pool, sign_in, openapi, imports, audit: None }
    }

    /// Takes exports too.
    #[must_use]
    pub fn taking(mut self, imports: Imports) -> Self {
        self.imports = Arc::new(imports);
        self
    }

    /// Writes down who asks for what: nothing that is not written down is answered.
    #[must_use]
    pub fn auditing(self, audit: Option<Audit>) -> Self {
        Self { audit, ..self }
    }
}
