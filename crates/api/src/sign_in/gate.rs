//! The gate before every route: who asks, and whether they may.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _};

use super::Who;
use crate::routes::Access;

/// Lets in whoever may ask, and tells the route who it is.
pub(crate) async fn admit(
    _access: Access,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    request.extensions_mut().insert(Arc::new(Who::anyone()));
    next.call(request).await
}
