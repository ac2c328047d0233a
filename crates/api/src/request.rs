//! A request as a route sees it, and what handles one.

use std::sync::Arc;

use access::Caller;
use actix_web::web::{self, Bytes, Data, Payload};
use actix_web::{FromRequest as _, HttpMessage as _, HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};
use futures_util::FutureExt as _;
use futures_util::future::LocalBoxFuture;
use http_edge::{Negotiation, Problem};

use crate::app_state::AppState;
use crate::asked::Asked;
use crate::documents::Documents;
use crate::params::Param;
use crate::state::State;

/// A request that reached its route.
pub(crate) struct Request {
    pub(crate) state: Data<AppState>,
    pub(crate) documents: Data<Documents>,
    pub(crate) http: HttpRequest,
    pub(crate) payload: Payload,
    pub(crate) params: Arc<[Param]>,
}

impl Request {
    /// What the query string asks for; see [`Asked::read_query`].
    pub(crate) fn query(&self, state: Option<&State>) -> Result<Asked, Problem> {
        Asked::read_query(self.http.query_string(), &self.params, state)
    }

    /// What a JSON body asks for; see [`Asked::read_body`]. The edge has bounded the body.
    pub(crate) async fn body(
        self,
        members: &[Param],
        now: DateTime<Utc>,
    ) -> Result<Asked, Problem> {
        Asked::read_body(&self.bytes().await?, members, now)
    }

    /// The body as it was sent. The edge has bounded it.
    pub(crate) async fn bytes(self) -> Result<Bytes, Problem> {
        let mut payload = self.payload.into_inner();
        let body = Bytes::from_request(&self.http, &mut payload).await;
        body.map_err(|_| Problem::TooSlow)
    }

    /// Who asks, of a route that not everybody may ask.
    pub(crate) fn caller(&self) -> Result<Arc<Caller>, Problem> {
        self.http.extensions().get::<Arc<Caller>>().cloned().ok_or(Problem::Internal)
    }

    /// What varies in the address, decoded: in each of ours one thing does.
    pub(crate) fn path_param(&self) -> Result<String, Problem> {
        let read = web::Path::<String>::extract(&self.http).now_or_never();
        read.and_then(Result::ok)
            .map(web::Path::into_inner)
            .ok_or_else(|| Problem::NotFound("There is nothing under this address.".to_owned()))
    }

    /// What the client takes and has.
    pub(crate) fn client(&self) -> Negotiation {
        Negotiation::of(&self.http)
    }

    /// The whole address, which stands for the question in the tag of its answer.
    pub(crate) fn address(&self) -> String {
        self.http.uri().to_string()
    }
}

/// What handles the requests of a route.
#[derive(Clone)]
pub(crate) struct Handler(Arc<Handle>);

type Handle =
    dyn Fn(Request) -> LocalBoxFuture<'static, Result<HttpResponse, Problem>> + Send + Sync;

impl Handler {
    pub(crate) fn new<F, Answered>(handle: F) -> Self
    where
        F: Fn(Request) -> Answered + Send + Sync + 'static,
        Answered: Future<Output = Result<HttpResponse, Problem>> + 'static,
    {
        Self(Arc::new(move |request| handle(request).boxed_local()))
    }

    pub(crate) async fn handle(&self, request: Request) -> Result<HttpResponse, Problem> {
        (self.0)(request).await
    }
}
