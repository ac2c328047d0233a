//! What the routes share.

use std::sync::Arc;

use store_pg::Pool;

use crate::live_book::LiveBook;
use crate::openapi;

/// The server's state.
#[derive(Clone)]
pub struct Desk {
    pub(crate) live: LiveBook,
    pub(crate) pool: Pool,
    pub(crate) openapi: Arc<Vec<u8>>,
}

impl Desk {
    /// Answers from `live`, and from the database where the book does not hold what is asked.
    #[must_use]
    pub fn new(live: LiveBook, pool: Pool) -> Self {
        Self { live, pool, openapi: Arc::new(openapi::document().to_string().into_bytes()) }
    }
}
