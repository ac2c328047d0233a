//! The gate before every route: who asks, whether they may, and that it is written down.

use std::sync::Arc;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, rt, web};
use chrono::Utc;
use sip_export::plain_id;

use super::{Role, SignIn, Who, open};
use crate::audit::{self, Audit};
use crate::desk::Desk;
use crate::observe::request_id;
use crate::problem::Problem;
use crate::routes::{Access, takes_a_body};
use crate::wire::{Headroom, Wire, client_address, refuse_for_good};

/// Lets in whoever may ask, tells the route who it is, and writes down what they were answered.
pub(crate) async fn admit(
    access: Access,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let desk = request.app_data::<web::Data<Desk>>().ok_or(Problem::Internal)?.clone();
    let Recognised { who, headroom } = match recognise(&desk, access, &request) {
        Ok(Some(recognised)) => recognised,
        Ok(None) => return next.call(request).await,
        Err(problem) => return refuse(request, problem),
    };
    let Some(audit) = desk.audit.clone() else {
        return answer(access, who, headroom, request, next).await;
    };
    let mut asked = Asked::of(&mut request, access, &who).await;
    // That the trail takes no more must not show when it is too late.
    let changes = may(access, &who) && !request.method().is_safe();
    if changes && let Err(problem) = asked.write_down(&audit, &who, StatusCode::PROCESSING) {
        return refuse(request, problem);
    }
    // Whoever hangs up, or is kept waiting for too long, is written down as well: what they asked for
    // may be done all the same.
    let written_down = rt::spawn(async move {
        let answer = answer(access, Arc::clone(&who), headroom, request, next).await;
        let status = match &answer {
            Ok(answer) => {
                let made = answer.response().extensions().get::<MadeKey>().map(|key| key.0.clone());
                asked.key_id = made.or(asked.key_id);
                answer.status()
            }
            Err(error) => error.as_response_error().status_code(),
        };
        match asked.write_down(&audit, &who, status) {
            // It is done, and the trail has who began it.
            Err(_) if changes => answer,
            written => written.map_err(Error::from).and(answer),
        }
    });
    written_down.await.map_err(|_| Problem::Internal)?
}

/// What the route says, to somebody who may ask it.
async fn answer(
    access: Access,
    who: Arc<Who>,
    headroom: Option<Headroom>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answer = if may(access, &who) {
        request.extensions_mut().insert(who);
        next.call(request).await
    } else {
        refuse(request, Problem::Forbidden("This takes an administrator."))
    };
    let mut answer = answer?;
    if let Some(headroom) = headroom {
        headroom.tell(answer.headers_mut());
    }
    Ok(answer)
}

/// Who asks, and how much more they may ask.
struct Recognised {
    who: Arc<Who>,
    headroom: Option<Headroom>,
}

/// Who asks for what not everybody may see.
fn recognise(
    desk: &Desk,
    access: Access,
    request: &ServiceRequest,
) -> Result<Option<Recognised>, Problem> {
    if matches!(desk.sign_in, SignIn::Open) {
        open::check(request.request())?;
    }
    if access == Access::Anyone {
        return Ok(None);
    }
    let who = desk.sign_in.recognise(request.request())?;
    let wire = request.app_data::<web::Data<Wire>>().ok_or(Problem::Internal)?;
    let headroom = wire.rates.check_key(&who.id)?;
    Ok(Some(Recognised { who, headroom }))
}

/// A body without bounds must not go on coming from somebody who may not send it.
fn refuse(request: ServiceRequest, problem: Problem) -> Result<ServiceResponse<BoxBody>, Error> {
    if takes_a_body(request.method(), request.path()) {
        return Ok(refuse_for_good(request, &problem));
    }
    Err(problem.into())
}

fn may(access: Access, who: &Who) -> bool {
    access != Access::Admin || who.role == Role::Admin
}

/// Goes with the answer to whoever made an API key: its id.
pub(crate) struct MadeKey(pub(crate) String);

/// What an entry of the audit trail says of a request.
struct Asked {
    request_id: String,
    address: String,
    method: String,
    resource: String,
    agent_id: Option<String>,
    user_id: Option<String>,
    key_id: Option<String>,
}

/// What an address may name.
#[derive(Default, serde::Deserialize)]
struct Named {
    user_id: Option<String>,
    key_id: Option<String>,
}

impl Asked {
    async fn of(request: &mut ServiceRequest, access: Access, who: &Who) -> Self {
        // What varies in the address, decoded as it is for the routes.
        let named = request.extract::<web::Path<Named>>().await;
        let Named { user_id, key_id } = named.map(web::Path::into_inner).unwrap_or_default();
        // Who sees one agent alone asks of that one.
        let only_agent = || {
            let asks_of_all = access == Access::SignedIn && user_id.is_none();
            who.only_agent().filter(|_| asks_of_all).map(str::to_owned)
        };
        Self {
            request_id: request_id(request),
            address: client_address(request).to_string(),
            method: request.method().to_string(),
            resource: request.match_pattern().unwrap_or_default(),
            agent_id: Audit::agent_asked_for(request.query_string()).or_else(only_agent),
            user_id: user_id.map(|id| plain_id(&id).into_owned()),
            key_id,
        }
    }

    /// Nothing is answered that is not written down.
    fn write_down(&self, audit: &Audit, who: &Who, status: StatusCode) -> Result<(), Problem> {
        audit.record(&audit::Entry {
            at: Utc::now(),
            request_id: &self.request_id,
            who: &who.id,
            role: who.role.name(),
            address: &self.address,
            method: &self.method,
            resource: &self.resource,
            agent_id: self.agent_id.as_deref(),
            user_id: self.user_id.as_deref(),
            status: status.as_u16(),
            key_id: self.key_id.as_deref(),
        })?;
        Ok(())
    }
}
