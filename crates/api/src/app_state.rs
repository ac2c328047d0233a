//! What the routes share.

use std::sync::Arc;

use access::SignIn;
use http_edge::Problem;
use store_pg::{PgConnection, Pool, StoreError};

use crate::audit::Audit;
use crate::book_age::Freshness;
use crate::database::{self, Reach};
use crate::desk::{DeskSettings, LiveDesk};
use crate::imports::Imports;
use crate::live_book::LiveBook;

/// The server's state.
#[derive(Clone)]
pub struct AppState {
    pub(crate) live: LiveBook,
    pub(crate) desk: LiveDesk,
    pub(crate) pool: Pool,
    pub(crate) reach: Reach,
    pub(crate) sign_in: SignIn,
    pub(crate) freshness: Freshness,
    pub(crate) imports: Arc<Imports>,
    pub(crate) audit: Option<Audit>,
    pub(crate) is_documented: bool,
}

impl AppState {
    /// Answers from `live`, and from the database where the book does not hold what is asked, to
    /// those whom `sign_in` recognises.
    #[must_use]
    pub fn new(live: LiveBook, pool: Pool, sign_in: SignIn) -> Self {
        let (imports, freshness) = (Arc::default(), Freshness::default());
        Self {
            desk: LiveDesk::new(live.clone(), &DeskSettings::default()),
            live,
            pool,
            reach: Reach::default(),
            sign_in,
            freshness,
            imports,
            audit: None,
            is_documented: true,
        }
    }

    /// Answers about calls from this desk.
    #[must_use]
    pub fn with_desk(self, desk: LiveDesk) -> Self {
        Self { desk, ..self }
    }

    /// Takes exports too.
    #[must_use]
    pub fn with_imports(mut self, imports: Imports) -> Self {
        self.imports = Arc::new(imports);
        self
    }

    /// Calls a book stale when it is as old as this says.
    #[must_use]
    pub fn with_freshness(self, freshness: Freshness) -> Self {
        Self { freshness, ..self }
    }

    /// Shows what there is to ask, or does not.
    #[must_use]
    pub fn with_documentation(self, is_documented: bool) -> Self {
        Self { is_documented, ..self }
    }

    /// Writes down who asks for what: nothing that is not written down is answered.
    #[must_use]
    pub fn with_audit(self, audit: Option<Audit>) -> Self {
        Self { audit, ..self }
    }

    /// Asks the database, under a name in the log and among the numbers.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        name: &'static str,
        work: impl FnOnce(&mut PgConnection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Problem> {
        database::ask(&self.pool, &self.reach, name, work).await
    }
}
