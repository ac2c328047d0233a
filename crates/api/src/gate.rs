//! The gate before every route: who asks, whether they may, and that it is written down.

use std::sync::Arc;

use access::{Caller, Role, SignIn};
use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderMap, HeaderName};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, ResponseError as _, rt, web};
use http_edge::{Edge, Headroom, Problem, client_address, refuse_and_close, request_id};
use sip_export::plain_id;
use store_pg::ApiKey;

use crate::app_state::AppState;
use crate::audit::{self, Audit};
use crate::clock::now;
use crate::route::{Access, Body, Route, Subject};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
/// Who asks without being recognised, in the trail.
const NOBODY: &str = "nobody";
const NO_JSON: &str = "Where nobody signs in, this takes `Content-Type: application/json`: a form of \
                       another site's page could send anything else.";
const OTHER_SITE: &str = "A page of another site may not change anything here.";

/// What the gate has to know of a route.
#[derive(Clone, Copy)]
pub(crate) struct Guarded {
    access: Access,
    subject: Subject,
    is_upload: bool,
    takes_json: bool,
}

impl Guarded {
    pub(crate) fn of(route: &Route) -> Self {
        let (access, subject) = (route.access, route.subject);
        let takes_json = matches!(route.body, Body::Json { .. });
        Self { access, subject, is_upload: route.is_upload(), takes_json }
    }

    fn may_be_asked_by(self, caller: &Caller) -> bool {
        match self.access {
            Access::Anyone | Access::SignedIn => true,
            Access::Writer => caller.may_write,
            Access::Admin => caller.role == Role::Admin,
        }
    }

    /// Who may ask, for whoever may not.
    fn who_may(self) -> &'static str {
        match self.access {
            Access::Writer => {
                "This takes a key that writes (`api keys create --write`), or a token that says \
                 `desk:write`."
            }
            Access::Anyone | Access::SignedIn | Access::Admin => "This takes an administrator.",
        }
    }

    /// Whether a problem says that somebody unknown is not let in where not everybody is.
    fn turns_away(self, problem: &Problem) -> bool {
        self.access != Access::Anyone
            && matches!(problem, Problem::Unauthorized(_) | Problem::Forbidden(_))
    }

    /// Refuses what a page of another site could have made somebody's browser send.
    fn check_site(self, request: &ServiceRequest) -> Result<(), Problem> {
        let (method, headers) = (request.method(), request.headers());
        if comes_from_another_site(method, headers) {
            return Err(Problem::Forbidden(OTHER_SITE));
        }
        // A form can send JSON, and cannot say so without asking first.
        let is_told = is_json(headers) || headers.contains_key(header::AUTHORIZATION);
        if self.takes_json && !is_told {
            return Err(Problem::UnsupportedMedia(NO_JSON));
        }
        Ok(())
    }

    /// A body without bounds must not go on coming from somebody who may not send it.
    fn refuse(
        self,
        request: ServiceRequest,
        problem: Problem,
    ) -> Result<ServiceResponse<BoxBody>, Error> {
        if self.is_upload { Ok(refuse_and_close(request, &problem)) } else { Err(problem.into()) }
    }
}

/// Lets in whoever may ask, tells the route who it is, and writes down what they were answered.
pub(crate) async fn admit(
    route: Guarded,
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let state = request.app_data::<web::Data<AppState>>().ok_or(Problem::Internal)?.clone();
    let Recognised { caller, headroom } = match recognise(&state.sign_in, route, &request) {
        Ok(Some(recognised)) => recognised,
        Ok(None) => {
            return match route.check_site(&request) {
                Ok(()) => next.call(request).await,
                Err(problem) => route.refuse(request, problem),
            };
        }
        Err(problem) => {
            if let (true, Some(audit)) = (route.turns_away(&problem), &state.audit) {
                write_down_refused(audit, route, &mut request, &problem).await;
            }
            return route.refuse(request, problem);
        }
    };
    let Some(audit) = state.audit.clone() else {
        return answer(route, caller, headroom, request, next).await;
    };
    let mut asked = AuditedRequest::of(&mut request, route, caller.only_agent()).await;
    // That the trail takes no more must not show when it is too late.
    let changes = route.may_be_asked_by(&caller) && !request.method().is_safe();
    if changes && let Err(problem) = asked.write_down(&audit, &caller, StatusCode::PROCESSING) {
        return route.refuse(request, problem);
    }
    // Whoever hangs up, or is kept waiting for too long, is written down as well: what they asked for
    // may be done all the same.
    let written_down = rt::spawn(async move {
        let answer = answer(route, Arc::clone(&caller), headroom, request, next).await;
        let status = match &answer {
            Ok(answer) => {
                let extensions = answer.response().extensions();
                if let Some(NamedImport(import_id)) = extensions.get().cloned() {
                    asked.import_id = Some(import_id);
                }
                if let Some(work) = extensions.get::<NamedWork>().cloned() {
                    asked.user_id = Some(work.user_id);
                    asked.agent_id = Some(work.agent_id);
                }
                if let Some(created) = extensions.get::<CreatedKey>().cloned() {
                    asked.key_id = Some(created.key_id);
                    asked.agent_id = created.only_agent;
                }
                answer.status()
            }
            Err(error) => error.as_response_error().status_code(),
        };
        match asked.write_down(&audit, &caller, status) {
            // It is done, and the trail has who began it.
            Err(_) if changes => answer,
            written => written.map_err(Error::from).and(answer),
        }
    });
    written_down.await.map_err(|_| Problem::Internal)?
}

/// Writes down that somebody was not let in. Nobody knows who it was, and where it cannot be written
/// down the answer is the same.
async fn write_down_refused(
    audit: &Audit,
    route: Guarded,
    request: &mut ServiceRequest,
    problem: &Problem,
) {
    if audit.has_room_for_refused(client_address(request)) {
        let asked = AuditedRequest::of(request, route, None).await;
        let _ = asked.write_down_of(audit, NOBODY, NOBODY, problem.status_code());
    }
}

/// What the route says, to somebody who may ask it.
async fn answer(
    route: Guarded,
    caller: Arc<Caller>,
    headroom: Option<Headroom>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let answer = if !route.may_be_asked_by(&caller) {
        route.refuse(request, Problem::Forbidden(route.who_may()))
    } else if let Err(problem) = route.check_site(&request) {
        route.refuse(request, problem)
    } else {
        request.extensions_mut().insert(caller);
        next.call(request).await
    };
    let mut answer = answer?;
    if let Some(headroom) = headroom {
        headroom.tell(answer.headers_mut());
    }
    Ok(answer)
}

/// A page of another site that somebody's browser shows could change something without their knowing,
/// were it not for the browser, which says where an unsafe request comes from: by `Sec-Fetch-Site`, or,
/// an older one, by `Origin` alone. Nobody but the caller can add the header by which programs sign in.
fn comes_from_another_site(method: &Method, headers: &HeaderMap) -> bool {
    let said = |name: &HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("?"));
    let is_own = match (said(&SEC_FETCH_SITE), said(&header::ORIGIN)) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, None) => true,
        (None, Some(origin)) => {
            let origin = origin.split_once("://").map(|(_, host)| host);
            let host = said(&header::HOST);
            origin.zip(host).is_some_and(|(origin, host)| origin.eq_ignore_ascii_case(host))
        }
    };
    !(method.is_safe() || is_own || headers.contains_key(header::AUTHORIZATION))
}

fn is_json(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.and_then(|kind| kind.split(';').next()).unwrap_or_default();
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// Who asks, and how much more they may ask.
struct Recognised {
    caller: Arc<Caller>,
    headroom: Option<Headroom>,
}

/// Who asks for what not everybody may see.
fn recognise(
    sign_in: &SignIn,
    route: Guarded,
    request: &ServiceRequest,
) -> Result<Option<Recognised>, Problem> {
    sign_in.check(request.request())?;
    match route.access {
        Access::Anyone => return Ok(None),
        Access::SignedIn | Access::Writer | Access::Admin => {}
    }
    let caller = sign_in.recognise(request.request())?;
    let edge = request.app_data::<web::Data<Edge>>().ok_or(Problem::Internal)?;
    let headroom = edge.rates.check_key(&caller.id)?;
    Ok(Some(Recognised { caller, headroom }))
}

/// Goes with the answer to whoever made an API key, for the audit trail.
#[derive(Clone)]
pub(crate) struct CreatedKey {
    key_id: String,
    /// Whose book it opens, where it is one agent's.
    only_agent: Option<String>,
}

impl CreatedKey {
    pub(crate) fn of(key: &ApiKey) -> Self {
        let only_agent = match key.agents.as_deref() {
            Some([only]) => Some(only.clone()),
            _ => None,
        };
        Self { key_id: key.key_id.clone(), only_agent }
    }
}

/// Goes with the answer to whoever wrote down what was done: about whom, for the audit trail.
#[derive(Clone)]
pub(crate) struct NamedWork {
    pub(crate) user_id: String,
    pub(crate) agent_id: String,
}

/// Goes with the answer to whoever imported: the import's number, for the audit trail.
#[derive(Clone)]
pub(crate) struct NamedImport(pub(crate) String);

/// What an entry of the audit trail says of a request.
struct AuditedRequest {
    request_id: String,
    address: String,
    method: String,
    resource: String,
    agent_id: Option<String>,
    user_id: Option<String>,
    key_id: Option<String>,
    import_id: Option<String>,
}

/// What an address may name.
#[derive(Default, serde::Deserialize)]
struct Named {
    user_id: Option<String>,
    key_id: Option<String>,
    import_id: Option<String>,
}

impl AuditedRequest {
    async fn of(request: &mut ServiceRequest, route: Guarded, own: Option<&str>) -> Self {
        // What varies in the address, decoded as it is for the routes.
        let named = request.extract::<web::Path<Named>>().await;
        let Named { user_id, key_id, import_id } =
            named.map(web::Path::into_inner).unwrap_or_default();
        let agent_id = Audit::agent_asked_for(request.query_string());
        // Whoever sees one agent alone asks of that one.
        let only_agent = match route.subject {
            Subject::Agents => own.map(str::to_owned),
            Subject::Server
            | Subject::Client
            | Subject::Work
            | Subject::Keys
            | Subject::Imports => None,
        };
        Self {
            request_id: request_id(request),
            address: client_address(request).to_string(),
            method: request.method().to_string(),
            resource: request.match_pattern().unwrap_or_default(),
            agent_id: agent_id.or(only_agent),
            user_id: user_id
                .map(|id| plain_id(&id).into_owned())
                .or_else(|| Audit::client_asked_for(request.query_string())),
            key_id,
            import_id,
        }
    }

    /// Nothing is answered that is not written down.
    fn write_down(
        &self,
        audit: &Audit,
        caller: &Caller,
        status: StatusCode,
    ) -> Result<(), Problem> {
        self.write_down_of(audit, &caller.id, caller.role.name(), status)
    }

    fn write_down_of(
        &self,
        audit: &Audit,
        who: &str,
        role: &str,
        status: StatusCode,
    ) -> Result<(), Problem> {
        audit.record(&audit::Entry {
            at: now(),
            request_id: &self.request_id,
            who,
            role,
            address: &self.address,
            method: &self.method,
            resource: &self.resource,
            agent_id: self.agent_id.as_deref(),
            user_id: self.user_id.as_deref(),
            status: status.as_u16(),
            key_id: self.key_id.as_deref(),
            import_id: self.import_id.as_deref(),
        })?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;

    use super::*;

    #[test]
    fn what_another_site_s_page_sends_changes_nothing() {
        type Lines = &'static [(&'static str, &'static str)];
        let rows: [(Method, Lines, bool); 15] = [
            (Method::POST, &[("sec-fetch-site", "cross-site")], true),
            (Method::DELETE, &[("sec-fetch-site", "same-site")], true),
            (Method::PUT, &[("sec-fetch-site", "unheard-of")], true),
            (Method::POST, &[("sec-fetch-site", "same-origin")], false),
            (Method::POST, &[("sec-fetch-site", "none")], false),
            (Method::POST, &[], false),
            // A page cannot add the header by which a program signs in.
            (
                Method::POST,
                &[("sec-fetch-site", "cross-site"), ("authorization", "Bearer sipk_x")],
                false,
            ),
            (Method::GET, &[("sec-fetch-site", "cross-site")], false),
            (Method::HEAD, &[("sec-fetch-site", "cross-site")], false),
            // An older browser says less.
            (Method::POST, &[("origin", "http://localhost:8000")], false),
            (Method::POST, &[("origin", "http://localhost:3000")], true),
            (Method::POST, &[("origin", "https://example.org")], true),
            (Method::POST, &[("origin", "null")], true),
            (Method::GET, &[("origin", "null")], false),
            (Method::POST, &[("origin", "null"), ("sec-fetch-site", "same-origin")], false),
        ];
        for (method, lines, is_refused) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(header::HOST, HeaderValue::from_static("localhost:8000"));
            for (name, value) in lines {
                headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
            }
            assert_eq!(
                comes_from_another_site(&method, &headers),
                is_refused,
                "{method} {lines:?}"
            );
        }
    }
}
