//! How whoever asks is recognised.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use chrono::{DateTime, Utc};
use http_edge::{Problem, Repeating};

use crate::caller::Caller;
use crate::key_refresher;
use crate::key_ring::KeyRing;
use crate::settings::{SignInMode, SignInSettings};
use crate::tokens::Tokens;
use crate::{jwks, open};

/// How whoever asks is recognised.
#[derive(Clone, Debug)]
pub enum SignIn {
    /// Nobody signs in: whoever is on this machine may do everything.
    Open,
    /// By an API key, or a token where tokens are taken.
    Required(Required),
}

/// What a server that asks for a sign-in knows.
#[derive(Clone, Debug)]
pub struct Required {
    keys: KeyRing,
    tokens: Option<Tokens>,
}

impl SignIn {
    /// As the settings have it. The keys are kept up to date for as long as
    /// the second part lives.
    ///
    /// # Errors
    /// Where tokens are to be taken and the file of keys that sign them cannot be used.
    pub fn start(
        settings: &SignInSettings,
        database_url: &str,
    ) -> Result<(Self, Option<Repeating>), String> {
        if settings.sign_in == SignInMode::Open {
            return Ok((Self::Open, None));
        }
        let tokens = jwks::start(settings)?;
        let keys = KeyRing::default();
        let first = settings.first_admin_key.clone();
        let refresher = key_refresher::start(keys.clone(), database_url.to_owned(), first);
        Ok((Self::Required(Required { keys, tokens }), Some(refresher)))
    }

    /// Refuses, where nobody signs in, what was not sent from this machine to this machine.
    ///
    /// # Errors
    /// [`Problem::Forbidden`].
    pub fn check(&self, request: &HttpRequest) -> Result<(), Problem> {
        match self {
            Self::Open => open::check_open(request),
            Self::Required(_) => Ok(()),
        }
    }

    /// Who asks.
    ///
    /// # Errors
    /// [`Problem::Unauthorized`] for whoever is not recognised, [`Problem::Unavailable`] before it can
    /// be told.
    pub fn recognise(&self, request: &HttpRequest) -> Result<Arc<Caller>, Problem> {
        match self {
            Self::Open => Ok(Arc::new(Caller::anyone())),
            Self::Required(required) => required.recognise(bearer(request)?),
        }
    }
}

impl Required {
    fn recognise(&self, presented: &str) -> Result<Arc<Caller>, Problem> {
        match &self.tokens {
            // No key has a dot, and every token has two.
            Some(tokens) if presented.contains('.') => tokens.recognise(presented),
            _ => self.keys.recognise(presented, now()),
        }
    }
}

/// Keys end at a moment, and this is where it is looked at.
#[expect(clippy::disallowed_methods, reason = "whether a key has expired depends on the clock")]
fn now() -> DateTime<Utc> {
    Utc::now()
}

fn bearer(request: &HttpRequest) -> Result<&str, Problem> {
    let mut given = request.headers().get_all(header::AUTHORIZATION);
    let first = given.next().ok_or(Problem::Unauthorized(
        "Sign in: send an API key or a token as `Authorization: Bearer …`.",
    ))?;
    let unreadable = Problem::Unauthorized("The Authorization header takes `Bearer …`, once.");
    if given.next().is_some() {
        return Err(unreadable);
    }
    let scheme_and_rest = first.to_str().ok().and_then(|value| value.split_once(' '));
    match scheme_and_rest {
        Some((scheme, presented)) if scheme.eq_ignore_ascii_case("bearer") => Ok(presented.trim()),
        _ => Err(unreadable),
    }
}
