//! What the routes share.

use std::sync::Arc;

use store_pg::Pool;

use crate::answer::Tag;
use crate::imports::Imports;
use crate::live_book::LiveBook;
use crate::openapi;

/// The server's state.
#[derive(Clone)]
pub struct Desk {
    pub(crate) live: LiveBook,
    pub(crate) pool: Pool,
    pub(crate) openapi: Arc<Document>,
    pub(crate) imports: Arc<Imports>,
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
    /// Answers from `live`, and from the database where the book does not hold what is asked.
    #[must_use]
    pub fn new(live: LiveBook, pool: Pool) -> Self {
        let openapi = Document::from(openapi::document().to_string().into_bytes());
        Self { live, pool, openapi: Arc::new(openapi), imports: Arc::default() }
    }

    /// Takes exports too.
    #[must_use]
    pub fn taking(mut self, imports: Imports) -> Self {
        self.imports = Arc::new(imports);
        self
    }
}
