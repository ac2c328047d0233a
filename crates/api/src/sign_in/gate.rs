//! The gate before every route: who asks, and whether they may.

use std::sync::Arc;

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, web};

use super::{Role, SignIn, Who, open};
use crate::desk::Desk;
use crate::problem::Problem;
use crate::routes::Access;
use crate::wire::Wire;

/// Lets in whoever may ask, and tells the route who it is.
pub(crate) async fn admit(
    access: Access,
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let mut headroom = None;
    if let Some(who) = check(access, &request)? {
        let wire = request.app_data::<web::Data<Wire>>().ok_or(Problem::Internal)?;
        headroom = wire.rates.check_key(&who.id)?;
        request.extensions_mut().insert(who);
    }
    let mut answer = next.call(request).await?;
    if let Some(headroom) = headroom {
        headroom.tell(answer.headers_mut());
    }
    Ok(answer)
}

fn check(access: Access, request: &ServiceRequest) -> Result<Option<Arc<Who>>, Problem> {
    let desk = request.app_data::<web::Data<Desk>>().ok_or(Problem::Internal)?;
    if matches!(desk.sign_in, SignIn::Open) {
        open::check(request.request())?;
    }
    if access == Access::Anyone {
        return Ok(None);
    }
    let who = desk.sign_in.recognise(request.request())?;
    if access == Access::Admin && who.role != Role::Admin {
        return Err(Problem::Forbidden("This takes an administrator."));
    }
    Ok(Some(who))
}
